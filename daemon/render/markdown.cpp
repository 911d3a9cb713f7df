#include "render/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include <cstdlib>
#include <memory>
#include <mutex>
#include <vector>

#include "render/escape.h"
#include "render/markdown_walk.h"

namespace crier::render {
namespace {

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
using Document = std::unique_ptr<cmark_node, FreeNode>;

/// The library keeps its extensions in a table of its own, filled once.
cmark_syntax_extension* strikethrough() {
  static cmark_syntax_extension* const kExtension = [] {
    cmark_gfm_core_extensions_ensure_registered();
    return cmark_find_syntax_extension("strikethrough");
  }();
  return kExtension;
}

constexpr int kOptions = CMARK_OPT_DEFAULT | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE | CMARK_OPT_VALIDATE_UTF8;

std::vector<cmark_node*> links_of(cmark_node* document) {
  std::vector<cmark_node*> links;
  cmark_iter* iter = cmark_iter_new(document);
  while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
    cmark_node* node = cmark_iter_get_node(iter);
    const cmark_node_type type = cmark_node_get_type(node);
    if (cmark_iter_get_event_type(iter) == CMARK_EVENT_ENTER && (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE))
      links.push_back(node);
  }
  cmark_iter_free(iter);
  return links;
}

void move_children(cmark_node* from, cmark_node* to_or_before, bool before) {
  while (cmark_node* child = cmark_node_first_child(from)) {
    cmark_node_unlink(child);
    if (before) {
      cmark_node_insert_before(to_or_before, child);
    } else {
      cmark_node_append_child(to_or_before, child);
    }
  }
}

/// A link or image without a label is labelled by its title, if it has one.
void label(cmark_node* link) {
  const char* title = cmark_node_get_title(link);
  if (cmark_node_first_child(link) != nullptr || title == nullptr || *title == '\0') return;
  cmark_node* text = cmark_node_new(CMARK_NODE_TEXT);
  cmark_node_set_literal(text, title);
  cmark_node_append_child(link, text);
}

bool is_in_link(cmark_node* node) {
  for (node = cmark_node_parent(node); node != nullptr; node = cmark_node_parent(node)) {
    if (cmark_node_get_type(node) == CMARK_NODE_LINK) return true;
  }
  return false;
}

/// Images become links; links that lead nowhere safe, or stand in the label of another, become what they are labelled with.
void make_safe(cmark_node* document) {
  for (cmark_node* node : links_of(document)) {
    label(node);
    const char* target = cmark_node_get_url(node);
    const std::string url = target == nullptr ? "" : target;
    if (!is_safe_url(url) || is_in_link(node)) {
      move_children(node, node, true);
    } else if (cmark_node_get_type(node) == CMARK_NODE_IMAGE) {
      cmark_node* link = cmark_node_new(CMARK_NODE_LINK);
      cmark_node_set_url(link, url.c_str());
      cmark_node_insert_before(node, link);
      move_children(node, link, false);
    } else {
      continue;
    }
    cmark_node_unlink(node);
    cmark_node_free(node);
  }
}

/// While it parses, the library marks its extensions' characters in tables that all parsers of the process share: one at a time.
std::mutex& tables() {
  static std::mutex mutex;
  return mutex;
}

Document parse(std::string_view source) {
  std::string clean;
  append_clean(clean, source);
  cmark_syntax_extension* const extension = strikethrough();
  std::unique_lock<std::mutex> lock(tables());
  cmark_parser* parser = cmark_parser_new(kOptions);
  cmark_parser_attach_syntax_extension(parser, extension);
  cmark_parser_feed(parser, clean.data(), clean.size());
  Document document(cmark_parser_finish(parser));
  cmark_parser_free(parser);
  lock.unlock();
  make_safe(document.get());
  cmark_consolidate_text_nodes(document.get());
  return document;
}

void append_walked(std::string& out, std::string_view source, MarkdownForm form) {
  if (source.size() > kMaxMarkdown) {
    form == MarkdownForm::mrkdwn ? append_mrkdwn(out, source) : append_clean(out, source);
    return;
  }
  walk_markdown(parse(source).get(), form, out);
}

}  // namespace

void append_markdown_as_html(std::string& out, std::string_view source) {
  if (source.size() > kMaxMarkdown) {
    append_html_lines(out, source);
    return;
  }
  const Document document = parse(source);
  cmark_llist* extensions = cmark_llist_append(cmark_get_default_mem_allocator(), nullptr, strikethrough());
  char* html = cmark_render_html(document.get(), kOptions, extensions);
  std::string_view view(html);
  if (view.ends_with('\n')) view.remove_suffix(1);
  append_clean(out, view);  // "&#27;" has become what it stands for
  std::free(html);
  cmark_llist_free(cmark_get_default_mem_allocator(), extensions);
}

void append_markdown_as_text(std::string& out, std::string_view source) { append_walked(out, source, MarkdownForm::text); }

void append_markdown_as_mrkdwn(std::string& out, std::string_view source) { append_walked(out, source, MarkdownForm::mrkdwn); }

}  // namespace crier::render
