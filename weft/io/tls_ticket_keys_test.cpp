#include <weft/io/tls_ticket_keys.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include <weft/io/tls_certificate.hpp>

namespace weft::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

class TicketKeyFiles : public testing::Test {
 protected:
  // Octets that count from 0.
  std::string file_of(std::size_t size, const std::string& name = "key") {
    std::string path = testing::TempDir() + std::to_string(::getpid()) + "weft_ticket_" + name;
    std::ofstream out(path, std::ios::binary);
    for (std::size_t i = 0; i < size; ++i) out.put(static_cast<char>(i));
    out.close();
    ::chmod(path.c_str(), 0600);
    return path;
  }
};

std::vector<std::uint8_t> counting(std::uint8_t first, std::size_t size) {
  std::vector<std::uint8_t> octets;
  while (octets.size() < size) octets.push_back(static_cast<std::uint8_t>(first + octets.size()));
  return octets;
}

TEST_F(TicketKeyFiles, of_80_octets_are_a_name_a_key_for_hmac_and_one_for_aes) {
  const auto keys = read_ticket_keys({file_of(80)});
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_THAT(keys[0].name, testing::ElementsAreArray(counting(0, 16)));
  EXPECT_EQ(keys[0].hmac, counting(16, 32));
  EXPECT_EQ(keys[0].aes, counting(48, 32));
}

TEST_F(TicketKeyFiles, of_48_octets_are_a_name_a_key_for_aes_and_one_for_hmac) {
  const auto keys = read_ticket_keys({file_of(48)});
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_EQ(keys[0].aes, counting(16, 16));
  EXPECT_EQ(keys[0].hmac, counting(32, 16));
}

TEST_F(TicketKeyFiles, of_another_size_are_refused_with_their_file) {
  for (const std::size_t size : {0u, 47u, 49u, 79u, 81u, 1000u}) {
    const auto file = file_of(size);
    EXPECT_THAT([&] { read_ticket_keys({file}); },
                ThrowsMessage<TlsError>(HasSubstr(file + ": expected a key for tickets of 80 or 48 octets, not ")))
        << size;
  }
}

TEST_F(TicketKeyFiles, that_are_not_there_are_refused_with_their_file) {
  EXPECT_THAT([] { read_ticket_keys({"/nowhere/key"}); },
              ThrowsMessage<TlsError>(HasSubstr("/nowhere/key: cannot be read: No such file")));
  EXPECT_THAT([] { read_ticket_keys({"/"}); }, ThrowsMessage<TlsError>(HasSubstr("/: cannot be read: ")));
}

TEST_F(TicketKeyFiles, are_three_at_most) {
  const auto file = file_of(80);
  EXPECT_EQ(read_ticket_keys({file, file, file}).size(), 3u);
  EXPECT_THROW(read_ticket_keys({file, file, file, file}), TlsError);
}

TEST_F(TicketKeyFiles, that_others_may_read_or_change_are_told) {
  const auto file = file_of(80);
  EXPECT_THAT(ticket_key_problems({file}), IsEmpty());
  ::chmod(file.c_str(), 0640);
  EXPECT_THAT(ticket_key_problems({file}), IsEmpty()) << "a group may share a key";
  for (const mode_t mode : {0644u, 0602u, 0660u, 0601u}) {
    ::chmod(file.c_str(), mode);
    EXPECT_THAT(ticket_key_problems({file}), ElementsAre(HasSubstr(file + ": its mode 0"))) << mode;
  }
}

}  // namespace
}  // namespace weft::io
