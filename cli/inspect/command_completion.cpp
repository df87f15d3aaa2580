#include <cli/inspect/command_completion.hpp>

#include <algorithm>

#include <cli/inspect/command.hpp>
#include <cli/inspect/command_names.hpp>

namespace weft::cli::inspect {

namespace {

// The words that may follow a command.
std::vector<std::string> words_behind(std::string_view command) {
  std::vector<std::string> words;
  const auto add = [&words](const auto& names, std::string_view behind = {}) {
    for (const auto& [name, code] : names) words.push_back(name + std::string(behind));
  };
  if (command == "headers") return {"GET", "HEAD", "POST", "end", "more", "pad"};
  if (command == "data") return {"end", "pad"};
  if (command == "continuation") return {"more"};
  if (command == "ping") return {"ack"};
  if (command == "priority") return {"on", "weight", "exclusive"};
  if (command == "rst" || command == "goaway") add(error_code_names());
  if (command == "wait") add(frame_type_names()), words.emplace_back("close");
  if (command == "settings") add(setting_names(), "="), words.emplace_back("ack");
  if (command == "help") {
    for (const CommandForm& form : command_forms()) words.emplace_back(form.name);
  }
  return words;
}

bool begins_ignoring_case(std::string_view text, std::string_view begin) {
  return text.size() >= begin.size() && http::equals_ignoring_case(text.substr(0, begin.size()), begin);
}

}  // namespace

std::vector<std::string> completions(std::string_view line) {
  const std::size_t last = line.find_last_of(' ') + 1;
  const std::size_t first = std::min(line.find_first_not_of(' '), line.size());
  const bool is_command = last <= first;
  std::vector<std::string> words =
      words_behind(is_command ? "help" : line.substr(first, line.find(' ', first) - first));
  std::erase_if(words, [&](const std::string& word) { return !begins_ignoring_case(word, line.substr(last)); });
  return words;
}

}  // namespace weft::cli::inspect
