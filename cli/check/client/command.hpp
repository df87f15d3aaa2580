// The command that makes a client come, with places for a URL and for content: "curl -sk {url}",
// "curl -sk --data-binary @{file} {url}".
#pragma once

#include <string>
#include <vector>

namespace weft::cli::check {

class Command {
 public:
  // Throws std::runtime_error where no word has the place of the URL.
  explicit Command(std::vector<std::string> words);

  // The command uploads a file.
  bool wants_file() const;
  // The words for one run.
  std::vector<std::string> words_for(const std::string& url, const std::string& file) const;
  // All words in a row, for a report.
  std::string text() const;

 private:
  std::vector<std::string> words_;
};

}  // namespace weft::cli::check
