// The waits of streams as letters, which the live page has as well: "==SSSSSS", one for each picture.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include <cli/status/picture.hpp>

namespace weft::cli::status {

// "stream_window": 'S'. '=' for no wait, and for one that has no letter here.
char letter_of(std::string_view wait);
// The text in the colour of that letter.
std::string in_colour_of(char letter, std::string_view text, const Look& look);

class WaitBars {
 public:
  static constexpr std::size_t longest = 30;

  // A picture has come: of each stream once, before end_picture(). `waiting`: seconds already, of which the first
  // picture of a stream makes letters.
  void add(const std::string& stream, std::string_view wait, double waiting);
  // Streams that were not added have gone.
  void end_picture();

  // The newest letters at the right end of so many columns.
  std::string bar(const std::string& stream, std::size_t columns, const Look& look) const;

 private:
  struct Bar {
    std::string letters;
    bool is_new = true;
  };

  std::map<std::string, Bar> bars_;
};

}  // namespace weft::cli::status
