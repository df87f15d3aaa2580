// Random lists through our encoder, our decoder and, where it is there, libnghttp2.
#include <gtest/gtest.h>

#include <random>

#include "peer.hpp"
#ifdef WEFT_WITH_NGHTTP2
#include "nghttp2_peer.hpp"
#endif

namespace weft::hpack::test {
namespace {

// Few names and values, so that they repeat, of every length and octet that HPACK can carry.
class Lists {
 public:
  explicit Lists(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }

  OwnedFields next() {
    OwnedFields fields;
    for (std::size_t n = below(12); n != 0; --n) fields.emplace_back(name(), value());
    return fields;
  }

 private:
  std::string name() {
    static const std::vector<std::string> names = {":method", ":path",  ":status",    "accept", "cookie",
                                                   "date",    "server", "set-cookie", "x-a",    "x-b"};
    return below(8) == 0 ? std::string(1 + below(40), static_cast<char>('a' + below(26))) : names[below(names.size())];
  }

  std::string value() {
    static const std::vector<std::string> values = {"", "GET", "200", "/", "gzip, deflate", "text/html; charset=utf-8"};
    switch (below(4)) {
      case 0:
        return values[below(values.size())];
      case 1:
        return std::to_string(below(30));
      case 2:
        return text(below(60), 0x20, 0x7f);
      default:
        return below(20) == 0 ? text(below(6000), 0x20, 0x7f) : text(below(20), 0x01, 0x100);
    }
  }

  std::string text(std::size_t size, std::size_t from, std::size_t to) {
    std::string out;
    for (; size != 0; --size) out += static_cast<char>(from + below(to - from));
    return out;
  }

  std::mt19937 random_;
};

// The decoder sets its limit first, as the peer's acknowledgement would.
void change_table_size(Lists& lists, Encoding& encode, Decoding& decode) {
  for (std::size_t n = lists.below(3); n != 0; --n) {
    const std::size_t size = lists.below(6000);
    decode.decoder.set_max_table_size(size);
    encode.encoder.set_max_table_size(size);
  }
}

TEST(Random, what_we_encode_we_decode_under_changing_table_sizes) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    Lists lists(seed);
    Encoding encode;
    Decoding decode;
    decode.limits = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};
    for (int block = 0; block < 50; ++block) {
      if (lists.below(8) == 0) change_table_size(lists, encode, decode);
      const OwnedFields fields = lists.next();
      ASSERT_EQ(decode.octets(encode(views(fields))), DecodeStatus::ok) << "seed " << seed << " block " << block;
      ASSERT_EQ(owned(decode.fields), fields) << "seed " << seed << " block " << block;
      const DynamicTable& ours = encode.encoder.table();
      const DynamicTable& theirs = decode.decoder.table();
      ASSERT_EQ(ours.size(), theirs.size());
      ASSERT_EQ(ours.count(), theirs.count());
      ASSERT_LE(theirs.size(), theirs.max_size());
    }
  }
}

TEST(Random, a_dropped_list_leaves_the_same_table_as_a_kept_one) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    Lists lists(seed);
    Encoding encode;
    Decoding keep;
    Decoding drop;
    keep.limits = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};
    for (int block = 0; block < 50; ++block) {
      const std::string octets = encode(views(lists.next()));
      drop.limits = {lists.below(6), SIZE_MAX, lists.below(400), SIZE_MAX};
      const auto status = drop.octets(octets);
      ASSERT_EQ(keep.octets(octets), DecodeStatus::ok);
      ASSERT_TRUE(status == DecodeStatus::ok || status == DecodeStatus::over_soft_limit);
      ASSERT_EQ(status == DecodeStatus::ok, drop.fields.size() == keep.fields.size());
      ASSERT_EQ(drop.outcome.octets, keep.outcome.octets);
      const DynamicTable& table = keep.decoder.table();
      ASSERT_EQ(table.count(), drop.decoder.table().count());
      for (std::uint32_t i = 0; i < table.count(); ++i) {
        ASSERT_EQ(table[i].name, drop.decoder.table()[i].name);
        ASSERT_EQ(table[i].value, drop.decoder.table()[i].value);
      }
    }
  }
}

// Any octets at all lead to no crash and no endless loop, and the table stays bounded.
TEST(Random, noise_is_survived) {
  std::mt19937 random(7541);
  for (int i = 0; i < 20'000; ++i) {
    std::string block(random() % 64, '\0');
    for (char& c : block) c = static_cast<char>(random());
    Decoding decode;
    while (decode.octets(block) <= DecodeStatus::over_soft_limit && random() % 4 != 0) {
    }
    ASSERT_LE(decode.decoder.table().size(), decode.decoder.table().max_size());
  }
}

#ifdef WEFT_WITH_NGHTTP2
TEST(Nghttp2, reads_what_we_encode) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    Lists lists(seed);
    Encoding encode;
    Nghttp2Decoder decoder;
    for (int block = 0; block < 50; ++block) {
      if (lists.below(8) == 0) {
        const std::size_t size = lists.below(6000);
        decoder.set_max_table_size(size);
        encode.encoder.set_max_table_size(size);
      }
      const OwnedFields fields = lists.next();
      ASSERT_EQ(decoder.decode(encode(views(fields))), fields) << "seed " << seed << " block " << block;
    }
  }
}

TEST(Nghttp2, is_read_by_us) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    Lists lists(seed);
    Nghttp2Encoder encoder;
    Decoding decode;
    decode.limits = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};
    for (int block = 0; block < 50; ++block) {
      if (lists.below(8) == 0) {
        const std::size_t size = lists.below(6000);
        decode.decoder.set_max_table_size(size);
        encoder.set_max_table_size(size);
      }
      const OwnedFields fields = lists.next();
      ASSERT_EQ(decode.octets(encoder.encode(fields)), DecodeStatus::ok) << "seed " << seed << " block " << block;
      ASSERT_EQ(owned(decode.fields), fields) << "seed " << seed << " block " << block;
    }
  }
}

TEST(Nghttp2, reads_the_corpora_as_we_encode_them) {
  const auto stories = read_stories("raw-data");
  if (stories.empty()) GTEST_SKIP() << "no corpora";
  for (const Story& story : stories) {
    Encoding encode;
    Nghttp2Decoder decoder;
    for (const Case& example : story.cases)
      ASSERT_EQ(decoder.decode(encode(views(example.fields))), example.fields) << story.name;
  }
}
#endif

}  // namespace
}  // namespace weft::hpack::test
