#include "wording/prose.h"

namespace crier::wording {
namespace {

class Gathering {
 public:
  explicit Gathering(std::string_view translation) : translation_(translation) {}

  void add(Field field, std::string_view text) {
    if (!text.empty()) all_.push_back({field, pointer_to(field, translation_), text});
  }
  void add_list(Field field, const std::vector<std::string>& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!items[i].empty()) all_.push_back({field, pointer_to(field, translation_) + "/" + std::to_string(i), items[i]});
    }
  }
  void add_consequences(const core::Consequences& consequences) {
    add(Field::now, consequences.now);
    add(Field::expected, consequences.expected);
    add(Field::permanent, consequences.permanent);
  }
  [[nodiscard]] std::vector<Prose> take() { return std::move(all_); }

 private:
  std::string_view translation_;
  std::vector<Prose> all_;
};

}  // namespace

std::vector<Prose> prose_of(const core::Event& event) {
  Gathering gathering({});
  if (event.title) gathering.add(Field::title, *event.title);
  gathering.add(Field::summary, event.summary);
  gathering.add_consequences(event.consequences);
  gathering.add(Field::workaround, event.workaround);
  gathering.add(Field::details, event.details);
  gathering.add(Field::root_cause, event.root_cause);
  gathering.add_list(Field::done, event.actions.done);
  gathering.add_list(Field::planned, event.actions.planned);
  return gathering.take();
}

std::vector<Prose> prose_of(std::string_view language, const core::Translation& words) {
  Gathering gathering(language);
  gathering.add(Field::title, words.title);
  gathering.add(Field::summary, words.summary);
  gathering.add_consequences(words.consequences);
  gathering.add(Field::workaround, words.workaround);
  gathering.add(Field::details, words.details);
  gathering.add(Field::root_cause, words.root_cause);
  return gathering.take();
}

}  // namespace crier::wording
