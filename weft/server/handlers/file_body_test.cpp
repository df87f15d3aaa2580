#include <weft/server/handlers/file_body.hpp>

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace weft::server {
namespace {

class FileBodyTest : public testing::Test {
 protected:
  FileBodyTest() {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "ten") << "0123456789";
  }
  ~FileBodyTest() override { std::filesystem::remove_all(folder_); }

  LocalPtr<const FileContent> load(std::size_t in_memory) {
    return FileContent::load(*RootDirectory(folder_).open("ten"), "ten", {in_memory, 0});
  }

  // Everything the body gives, in rooms of `room` octets, and how it ended.
  static std::string drain(FileBody& body, std::size_t room, http::Pulled::State& state) {
    std::string out;
    std::vector<std::uint8_t> storage(room);
    do {
      const http::Pulled pulled = body.pull(storage);
      out.append(as_text(Octets(storage).first(pulled.size)));
      state = pulled.state;
    } while (state == http::Pulled::State::more);
    return out;
  }

  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / fmt_name();

  static std::string fmt_name() { return "weft-file-body-" + std::to_string(::getpid()); }
};

TEST_F(FileBodyTest, gives_ranges_and_texts_in_order_whatever_the_room) {
  for (const std::size_t in_memory : {0u, 100u}) {
    for (std::size_t room = 1; room < 30; ++room) {
      FileBody body(load(in_memory));
      body.add_text("<");
      body.add_range({2, 4});
      body.add_text("|");
      body.add_range({9, 9});
      body.add_text(">");
      EXPECT_EQ(body.size(), 7u);
      http::Pulled::State state{};
      EXPECT_EQ(drain(body, room, state), "<234|9>");
      EXPECT_EQ(state, http::Pulled::State::end);
    }
  }
}

TEST_F(FileBodyTest, fails_when_the_file_has_become_shorter) {
  FileBody body(load(0));
  body.add_range({0, 9});
  std::filesystem::resize_file(folder_ / "ten", 4);
  http::Pulled::State state{};
  EXPECT_EQ(drain(body, 100, state), "0123");
  EXPECT_EQ(state, http::Pulled::State::failed);
}

}  // namespace
}  // namespace weft::server
