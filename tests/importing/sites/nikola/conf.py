import time

BLOG_AUTHOR = "Max"
BLOG_TITLE = "Bread"
SITE_URL = "https://bread.example.net/"
BLOG_DESCRIPTION = "Loaves."
DEFAULT_LANG = "en"
TIMEZONE = "Europe/Paris"
POSTS = (("posts/*.md", "posts", "post.tmpl"), ("posts/*.rst", "posts", "post.tmpl"))
PAGES = (("pages/*.md", "", "page.tmpl"),)
NAVIGATION_LINKS = {DEFAULT_LANG: (("/about/", "About"), ("/archive.html", "Archive"))}
