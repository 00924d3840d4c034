"""Jobs files: pictures, clips and texts made in one go, without a season around them."""
