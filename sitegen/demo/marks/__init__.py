"""Marks: one module for each kind, and what they share, numbers, scales, axes and pixels.

All of it turns arrays into text (SVG, HTML). The page's style sheet replaces the colours, so one picture
serves light and dark pages; no element has an `id`, so a picture can be anywhere in a page.
"""
