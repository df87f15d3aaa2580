// Content that is there already: texts and files, one behind the other. Files are read as they are sent.
//
//   Stored content;
//   content.add_text("--b\r\n…");  content.add_file("/tmp/a.iso");
#pragma once

#include <string>
#include <vector>

#include <weft/client/content/content.hpp>

namespace weft::client {

class Stored final : public Content {
 public:
  struct Part {
    std::string text;
    // In place of a text.
    std::string path = {};
  };

  Stored() = default;
  explicit Stored(std::vector<Part> parts) : parts_(std::move(parts)) {}

  void add_text(std::string text) { parts_.push_back({.text = std::move(text)}); }
  void add_file(std::string path) { parts_.push_back({.text = {}, .path = std::move(path)}); }

  // Fails where a file cannot be read, or is no regular file.
  Result<OpenedContent, Fault> open(io::Loop& loop, std::function<void()> ready) override;

 private:
  std::vector<Part> parts_;
};

}  // namespace weft::client
