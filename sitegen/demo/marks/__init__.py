"""How marks become pictures: numbers, scales, axes, pixels, and one module per mark.

Everything here makes text (SVG, HTML) from arrays. Colours are names of CSS custom properties, so that one
picture serves light and dark paper; nothing holds an `id`, so that pictures may stand anywhere in a page.
"""
