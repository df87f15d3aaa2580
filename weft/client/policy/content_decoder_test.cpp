#include <weft/client/policy/content_decoder.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <weft/client/policy/encoded_test.hpp>

namespace weft::client::content_decoder_test {
namespace {

using encoded_test::brotli;
using encoded_test::gzip;
using encoded_test::zstd;
using http::Method;
using http::Status;
using Cut = std::function<std::size_t(std::size_t left)>;

http::Fields coded(std::string_view value) {
  http::Fields fields;
  fields.add(http::FieldName::content_encoding, value);
  return fields;
}

std::size_t all(std::size_t left) {
  return left;
}
std::size_t one(std::size_t) {
  return 1;
}

// The content, whose octets come as `cut` says into a room of `room` octets; or why there is none.
Result<std::string, Reason> decode(std::string_view codings, std::string_view wire, const Cut& cut = all,
                                   std::size_t room = 16'384) {
  auto decoder = ContentDecoder::of(coded(codings));
  if (!decoder) return fail(decoder.error());
  EXPECT_TRUE(decoder->has_value()) << codings;
  std::string out;
  std::vector<std::uint8_t> memory(room);
  while (!wire.empty()) {
    Octets piece = as_octets(wire.substr(0, cut(wire.size())));
    wire.remove_prefix(piece.size());
    for (std::size_t given = room; given == room;) {
      const auto step = (**decoder).decode(piece, memory);
      if (!step) return fail(step.error());
      given = *step;
      out += as_text(Octets(memory).first(given));
    }
    EXPECT_TRUE(piece.empty());
  }
  if (!(**decoder).whole()) return fail(Reason::coding_cut_off);
  return out;
}

std::string text_of(std::size_t size) {
  std::mt19937 chance(1);
  std::string text;
  while (text.size() < size) text += "word " + std::to_string(chance() % 10'000);
  text.resize(size);
  return text;
}

struct Sample {
  std::string codings;
  std::string wire;
};

std::vector<Sample> samples_of(std::string_view text) {
  return {{"gzip", gzip(text)},
          {"X-GZIP", gzip(text)},
          {"br", brotli(text)},
          {"identity, zstd", zstd(text)},
          {"gzip, br, zstd, gzip, br", brotli(gzip(zstd(brotli(gzip(text)))))}};
}

TEST(ContentDecoder, gives_the_same_however_the_octets_come) {
  for (const std::size_t size : {0u, 1u, 300u, 16'384u, 100'000u}) {
    const std::string text = text_of(size);
    for (const Sample& sample : samples_of(text)) {
      std::mt19937 chance(static_cast<unsigned>(size));
      const Cut random = [&](std::size_t left) { return std::min<std::size_t>(left, 1 + chance() % 5'000); };
      EXPECT_EQ(decode(sample.codings, sample.wire), text) << sample.codings;
      EXPECT_EQ(decode(sample.codings, sample.wire, one), text) << sample.codings;
      EXPECT_EQ(decode(sample.codings, sample.wire, random), text) << sample.codings;
      EXPECT_EQ(decode(sample.codings, sample.wire, random, 7), text) << sample.codings;
    }
  }
}

TEST(ContentDecoder, that_is_cut_off_anywhere_is_not_whole) {
  const std::string text = text_of(500);
  for (const Sample& sample : samples_of(text)) {
    for (std::size_t size = 1; size < sample.wire.size(); ++size) {
      const auto outcome = decode(sample.codings, std::string_view(sample.wire).substr(0, size));
      ASSERT_FALSE(outcome.has_value()) << sample.codings << " " << size;
      EXPECT_EQ(outcome.error(), Reason::coding_cut_off);
    }
  }
}

// A server that has nothing to say may say so without a coding's frame.
TEST(ContentDecoder, that_has_not_begun_is_whole) {
  for (const std::string_view coding : {"gzip", "br", "zstd", "gzip, br"}) EXPECT_EQ(decode(coding, ""), "");
}

TEST(ContentDecoder, takes_several_members_and_frames) {
  EXPECT_EQ(decode("gzip", gzip("one") + gzip("") + gzip("two"), one), "onetwo");
  EXPECT_EQ(decode("zstd", zstd("one") + zstd("two"), one), "onetwo");
  EXPECT_EQ(decode("gzip", gzip("one") + gzip("two").substr(0, 5)).error(), Reason::coding_cut_off);
}

TEST(ContentDecoder, refuses_what_stands_behind_the_end) {
  for (const Sample& sample : samples_of("content")) {
    for (const Cut& cut : {Cut(all), Cut(one)}) {
      const auto outcome = decode(sample.codings, sample.wire + "garbage", cut);
      ASSERT_FALSE(outcome.has_value()) << sample.codings;
      EXPECT_EQ(outcome.error(), Reason::coding_not_valid);
    }
  }
}

TEST(ContentDecoder, refuses_wrong_checksums_and_other_codings) {
  std::string wire = gzip("content");
  wire[wire.size() - 8] ^= 1;
  EXPECT_EQ(decode("gzip", wire).error(), Reason::coding_not_valid);
  wire = zstd("content");
  wire.back() ^= 1;
  EXPECT_EQ(decode("zstd", wire).error(), Reason::coding_not_valid);
  EXPECT_EQ(decode("gzip", zstd("content")).error(), Reason::coding_not_valid);
  EXPECT_EQ(decode("zstd", gzip("content")).error(), Reason::coding_not_valid);
  EXPECT_EQ(decode("br", std::string(64, '\xff')).error(), Reason::coding_not_valid);
}

// Whatever is wrong ends it: nothing hangs, nothing is read that is not there.
TEST(ContentDecoder, outlives_any_octets) {
  const std::string text = text_of(2'000);
  std::mt19937 chance(3);
  for (const Sample& sample : samples_of(text)) {
    for (int i = 0; i < 500; ++i) {
      std::string wire = sample.wire;
      wire[chance() % wire.size()] = static_cast<char>(chance());
      const auto outcome = decode(sample.codings, wire, [&](std::size_t left) { return 1 + chance() % left; });
      EXPECT_TRUE(!outcome || outcome->size() <= ContentDecoder::free_octets);
    }
  }
}

TEST(ContentDecoder, ends_a_bomb_early) {
  const std::string zeros(5'000'000, '\0');
  const std::vector<Sample> bombs{{"gzip", gzip(zeros)},
                                  {"br", brotli(zeros)},
                                  {"zstd", zstd(zeros)},
                                  {"gzip, gzip", gzip(gzip(zeros))},
                                  {"br, zstd", zstd(brotli(zeros))}};
  for (const Sample& bomb : bombs) {
    for (const Cut& cut : {Cut(all), Cut(one)}) {
      const auto outcome = decode(bomb.codings, bomb.wire, cut);
      ASSERT_FALSE(outcome.has_value()) << bomb.codings;
      EXPECT_EQ(outcome.error(), Reason::coding_ratio);
    }
  }
}

// Members without content are work for nothing as well.
TEST(ContentDecoder, ends_a_bomb_that_gives_nothing) {
  const std::string member = gzip("");
  std::string nothing;
  while (nothing.size() < 3'000'000) nothing += member;
  EXPECT_EQ(decode("gzip, gzip", gzip(nothing)).error(), Reason::coding_ratio);
}

TEST(ContentDecoder, takes_honest_contents) {
  const std::string text = text_of(2'000'000);
  for (const Sample& sample : samples_of(text)) EXPECT_EQ(decode(sample.codings, sample.wire), text) << sample.codings;
  // Small contents may be as thin as they like.
  const std::string thin(ContentDecoder::free_octets, '\0');
  for (const Sample& sample : samples_of(thin)) EXPECT_EQ(decode(sample.codings, sample.wire), thin) << sample.codings;
}

TEST(ContentDecoder, undoes_five_codings_at_most) {
  EXPECT_EQ(decode("gzip, gzip, gzip, gzip, gzip, gzip", "").error(), Reason::too_many_codings);
}

TEST(ContentDecoder, gives_zstd_a_window_of_8_MiB_at_most) {
  EXPECT_EQ(decode("zstd", zstd("content", 23)), "content");
  EXPECT_EQ(decode("zstd", zstd("content", 24)).error(), Reason::zstd_window_too_large);
}

// Frames of zstd 0.1 to 0.7, and what else is none of RFC 8878.
TEST(ContentDecoder, takes_no_zstd_from_before_its_rfc) {
  for (const char first : {'\x1e', '\x22', '\x23', '\x24', '\x25', '\x26', '\x27', '\x29'}) {
    const std::string wire = first + std::string("\xb5\x2f\xfd", 3);
    EXPECT_EQ(decode("zstd", wire).error(), Reason::coding_not_valid);
    EXPECT_EQ(decode("zstd", zstd("content") + wire).error(), Reason::coding_not_valid);
  }
  // RFC 8878 3.1.2: a frame that is skipped.
  const std::string skipped("\x53\x2a\x4d\x18\x02\x00\x00\x00xx", 10);
  EXPECT_EQ(decode("zstd", skipped + zstd("content") + skipped, one), "content");
}

TEST(ContentDecoder, leaves_what_it_does_not_know) {
  for (const std::string_view codings : {"", "identity", "deflate", "gzip, compress", "aes128gcm, gzip"}) {
    const auto decoder = ContentDecoder::of(coded(codings));
    ASSERT_TRUE(decoder.has_value());
    EXPECT_FALSE(decoder->has_value()) << codings;
  }
  EXPECT_FALSE(ContentDecoder::of({})->has_value());
}

TEST(ContentDecoder, reads_several_fields_as_one_list) {
  http::Fields fields = coded("gzip");
  fields.add(http::FieldName::content_encoding, "br");
  const auto decoder = ContentDecoder::of(fields);
  ASSERT_TRUE(decoder && *decoder);
}

TEST(ContentDecoder, is_for_whole_contents) {
  EXPECT_TRUE(ContentDecoder::may_decode(Method::get, Status::ok));
  EXPECT_TRUE(ContentDecoder::may_decode(Method::post, Status::not_found));
  EXPECT_FALSE(ContentDecoder::may_decode(Method::head, Status::ok));
  EXPECT_FALSE(ContentDecoder::may_decode(Method::get, Status::no_content));
  EXPECT_FALSE(ContentDecoder::may_decode(Method::get, Status::not_modified));
  EXPECT_FALSE(ContentDecoder::may_decode(Method::get, Status::partial_content));
}

}  // namespace
}  // namespace weft::client::content_decoder_test
