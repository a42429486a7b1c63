"""A picture that somebody uploaded, drawn anew: only its pixels are kept, nothing else of the file."""

import io

from app.domain.errors import UserError
from app.web.i18n import _

LARGEST_PICTURE = 5_000_000
MOST_PIXELS = 25_000_000
WIDTH, HEIGHT = 1600, 800  # what is larger is made smaller


def png_of(data: bytes) -> bytes:
    """A PNG of a PNG or JPEG. Raises UserError for anything else, and for what is too large to be opened safely."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(data) > LARGEST_PICTURE:
        raise UserError(_("This picture is larger than %(most)s MB. Please choose a smaller one.") % {"most": 5})
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        if picture.width * picture.height > MOST_PIXELS:
            raise UserError(_("This picture has more than 25 million pixels. Please choose a smaller one."))
        picture.draft("RGB", (WIDTH * 2, HEIGHT * 2))  # a JPEG is opened no larger than needed
        picture = ImageOps.exif_transpose(picture)
        clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
        picture = picture.convert("RGBA" if clear else "RGB")
        picture.thumbnail((WIDTH, HEIGHT))
    except UserError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise UserError(_("This is neither a PNG nor a JPEG picture. Please save the logo as one of these.")) from None
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, MemoryError):
        raise UserError(_("This picture is damaged. Please save it once more, as PNG or JPEG.")) from None
    out, plain = io.BytesIO(), Image.new(picture.mode, picture.size)
    plain.paste(picture)
    plain.save(out, "PNG", optimize=True)
    return out.getvalue()
