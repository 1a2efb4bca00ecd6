// Eleventy set up to make what sitegen makes: posts, a paged list, tags, a feed, a sitemap.
import { feedPlugin } from "@11ty/eleventy-plugin-rss";
import syntaxHighlight from "@11ty/eleventy-plugin-syntaxhighlight";

export default function (config) {
  config.addPlugin(syntaxHighlight);
  config.addPlugin(feedPlugin, {
    type: "atom",
    outputPath: "/feed.xml",
    collection: { name: "posts", limit: 20 },
    metadata: { title: "Bench", language: "en", base: "https://example.com/", author: { name: "A" } },
  });
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addFilter("topics", (tags) => (tags || []).filter((tag) => tag !== "posts"));
  return { dir: { input: "content", output: "_site" }, markdownTemplateEngine: false };
}
