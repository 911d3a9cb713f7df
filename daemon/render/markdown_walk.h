#pragma once
#include <string>

struct cmark_node;

namespace crier::render {

enum class MarkdownForm { text, mrkdwn };

/// Appends a parsed Markdown document in one of the forms. Iterative: nesting costs no stack.
void walk_markdown(cmark_node* document, MarkdownForm form, std::string& out);

}  // namespace crier::render
