#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "draw.hpp"

namespace weft::state {
namespace {

std::string committed(const char* path) {
  std::ifstream file(std::string(WEFT_SOURCE_DIR) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(StateDiagram, is_what_the_table_says) {
  EXPECT_EQ(committed("docs/state/stream.md"), draw_stream_states())
      << "draw it anew: build/dev/tests/state/draw_states > docs/state/stream.md";
}

TEST(StateDiagram, shows_every_cell) {
  EXPECT_EQ(draw_stream_states().find("| ?"), std::string::npos);
}

}  // namespace
}  // namespace weft::state
