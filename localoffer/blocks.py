"""The blocks that a guide page is made of: few, plain and each with one look."""

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class StepBlock(blocks.StructBlock):
    """One step of a list of steps."""

    title = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=TEXT_FEATURES, required=False)
    how_long = blocks.CharBlock(max_length=60, required=False, help_text="For example: within 6 weeks")


class PictureBlock(blocks.StructBlock):
    """A picture with the words that stand in for it."""

    picture = ImageChooserBlock()
    alternative_text = blocks.CharBlock(
        max_length=250, required=False, help_text="What the picture tells. Leave empty if it only decorates."
    )

    class Meta:
        icon = "image"
        template = "blocks/picture.html"


class LinkBlock(blocks.StructBlock):
    """A link to a page of the site or to another address."""

    text = blocks.CharBlock(max_length=120)
    page = blocks.PageChooserBlock(required=False)
    address = blocks.CharBlock(
        max_length=500,
        required=False,
        help_text="An address on this site such as /find/?need=autism, or https://…",
    )
    description = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "link"


class GuideBody(blocks.StreamBlock):
    """The body of a guide page."""

    heading = blocks.CharBlock(max_length=120, icon="title", template="blocks/heading.html")
    text = blocks.RichTextBlock(features=TEXT_FEATURES, template="blocks/text.html")
    important = blocks.RichTextBlock(
        features=["bold", "link"],
        icon="warning",
        template="blocks/important.html",
        help_text="Use once a page.",
    )
    steps = blocks.ListBlock(StepBlock(), icon="list-ol", template="blocks/steps.html")
    more = blocks.StructBlock(
        [
            ("summary", blocks.CharBlock(max_length=120)),
            ("text", blocks.RichTextBlock(features=TEXT_FEATURES)),
        ],
        icon="help",
        template="blocks/more.html",
        help_text="Text that opens when it is asked for.",
    )
    links = blocks.ListBlock(LinkBlock(), icon="link", template="blocks/links.html")
    services = blocks.StructBlock(
        [
            ("heading", blocks.CharBlock(max_length=120)),
            (
                "search",
                blocks.CharBlock(
                    max_length=300,
                    help_text="What follows /find/? in the address of a search, for example need=autism&age=7",
                ),
            ),
        ],
        icon="search",
        template="blocks/services.html",
        help_text="A link to a search of the directory.",
    )
    picture = PictureBlock()
    document = DocumentChooserBlock(template="blocks/document.html")
