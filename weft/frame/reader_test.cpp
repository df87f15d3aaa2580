#include <weft/frame/reader.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <weft/testkit/gtest/for_each_segmentation.hpp>
#include <weft/testkit/octets.hpp>

namespace weft::frame {
namespace {

using testkit::Bytes;
using testkit::hex;

// The items of a reader, one line each; the octets of a DATA frame are joined, because only they depend on the cuts.
class Transcript {
 public:
  // Whether items are given to a sink: that must change nothing.
  enum class Way : bool { values, sink };

  explicit Transcript(Way way = Way::values) : way_(way) {}

  void read(Reader& reader, Octets input) {
    if (way_ == Way::sink) {
      while (reader.next(input, [this](const auto& item) { add(item); })) {
      }
    } else {
      read_values(reader, input);
    }
    EXPECT_TRUE(input.empty());
  }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  void read_values(Reader& reader, Octets& input) {
    while (true) {
      const Item item = reader.next(input);
      if (std::holds_alternative<NeedMore>(item)) break;
      std::visit([this](const auto& i) { add(i); }, item);
    }
  }
  void add(NeedMore) {}
  void add(const Frame& frame) { lines_.push_back(describe(frame)); }
  void add(const DataStart& start) {
    lines_.push_back(
        fmt::format("DATA stream={} length={} data={}", start.header.stream, start.header.length, start.data_length));
  }
  void add(const DataPiece& piece) {
    body_ += as_text(piece.octets);
    EXPECT_TRUE(piece.last || !piece.octets.empty());
    if (!piece.last) return;
    lines_.push_back(fmt::format("stream={} {}{}", piece.stream, body_, piece.end_stream ? " END_STREAM" : ""));
    body_.clear();
  }
  void add(const Faulty& faulty) {
    lines_.push_back(fmt::format("{} stream={}", to_string(faulty.fault), faulty.header.stream));
  }

  Way way_;
  std::vector<std::string> lines_;
  std::string body_;
};

using Lines = std::vector<std::string>;

void expect_under_every_cut(const Bytes& wire, const Lines& lines) {
  testkit::for_each_segmentation(wire, [&](const testkit::Segmentation& cut) {
    for (const auto way : {Transcript::Way::values, Transcript::Way::sink}) {
      Reader reader;
      Transcript transcript(way);
      for (const Octets piece : cut.pieces) transcript.read(reader, piece);
      EXPECT_EQ(transcript.lines(), lines);
      EXPECT_FALSE(reader.mid_frame());
    }
  });
}

TEST(Reader, cuts_octets_into_frames) {
  expect_under_every_cut(
      hex("000006 04 00 00000000 0003 00000064"
          "000003 01 05 00000001 828684"
          "000000 04 01 00000000"
          "000002 fa 00 00000000 0102"
          "000004 08 00 00000000 00000001"),
      {"SETTINGS MAX_CONCURRENT_STREAMS=100", "HEADERS stream=1 END_STREAM|END_HEADERS block=3", "SETTINGS ACK",
       "UNKNOWN type=0xfa flags=0x00 stream=0 payload=2", "WINDOW_UPDATE stream=0 increment=1"});
}

TEST(Reader, gives_data_as_start_and_pieces) {
  expect_under_every_cut(hex("000005 00 00 00000001 68656c6c6f"
                             "000005 00 01 00000003 776f726c64"),
                         {"DATA stream=1 length=5 data=5", "stream=1 hello", "DATA stream=3 length=5 data=5",
                          "stream=3 world END_STREAM"});
}

TEST(Reader, gives_empty_data_a_last_piece) {
  expect_under_every_cut(hex("000000 00 01 00000001"), {"DATA stream=1 length=0 data=0", "stream=1  END_STREAM"});
}

TEST(Reader, skips_padding) {
  expect_under_every_cut(hex("000008 00 09 00000001 | 02 68656c6c6f 0000"
                             "000004 00 08 00000001 | 03 000000"
                             "000001 00 08 00000001 | 00"),
                         {"DATA stream=1 length=8 data=5", "stream=1 hello END_STREAM", "DATA stream=1 length=4 data=0",
                          "stream=1 ", "DATA stream=1 length=1 data=0", "stream=1 "});
}

TEST(Reader, ends_data_only_after_its_padding) {
  Reader reader;
  const auto wire = hex("000004 00 09 00000001 | 02 61 0000");
  Octets but_one = Octets(wire).first(wire.size() - 1);
  EXPECT_TRUE(std::holds_alternative<DataStart>(reader.next(but_one)));
  const Item piece = reader.next(but_one);
  EXPECT_FALSE(std::get<DataPiece>(piece).last);
  EXPECT_FALSE(std::get<DataPiece>(piece).end_stream);
  EXPECT_TRUE(std::holds_alternative<NeedMore>(reader.next(but_one)));
  EXPECT_TRUE(reader.mid_frame());
  Octets one = Octets(wire).last(1);
  const Item last = reader.next(one);
  EXPECT_TRUE(std::get<DataPiece>(last).last);
  EXPECT_TRUE(std::get<DataPiece>(last).end_stream);
}

TEST(Reader, goes_on_behind_a_faulty_frame) {
  expect_under_every_cut(hex("000004 08 00 00000001 00000000"
                             "000004 02 00 00000003 00000000"
                             "000003 00 08 00000001 | 03 0000"
                             "000003 00 00 00000000 | 010203"
                             "000000 00 08 00000001"
                             "000000 04 01 00000000"),
                         {"window_update_of_zero stream=1", "priority_length stream=3", "padding_too_long stream=1",
                          "data_on_connection stream=0", "pad_length_missing stream=1", "SETTINGS ACK"});
}

TEST(Reader, faults_a_frame_that_is_too_large_as_soon_as_its_header_is_known) {
  for (const char* type : {"00", "01", "fa"}) {
    Reader reader;
    const auto wire = hex(std::string("004001") + type + "00 00000001");
    Octets input = wire;
    const Item item = reader.next(input);
    EXPECT_EQ(std::get<Faulty>(item).fault, Fault::frame_too_large);
    EXPECT_EQ(reader.capacity(), 0u);
  }
}

TEST(Reader, skips_what_was_too_large) {
  Bytes wire = hex("004001 fa 00 00000001");
  wire.resize(wire.size() + 0x4001, 0xff);
  const auto ack = hex("000000 04 01 00000000");
  wire.insert(wire.end(), ack.begin(), ack.end());
  expect_under_every_cut(wire, {"frame_too_large stream=1", "SETTINGS ACK"});
}

TEST(Reader, takes_frames_as_large_as_was_allowed) {
  Bytes wire = hex("004001 fa 00 00000001");
  wire.resize(wire.size() + 0x4001, 0xff);
  Reader reader;
  reader.set_max_frame_size(0x4001);
  Octets input = wire;
  EXPECT_TRUE(std::holds_alternative<Frame>(reader.next(input)));
}

TEST(Reader, faults_bad_padding_as_soon_as_it_is_known) {
  Reader reader;
  const auto wire = hex("000fff 00 08 00000001 | ff");
  Octets input = wire;
  EXPECT_TRUE(std::holds_alternative<DataStart>(reader.next(input)));
  const auto bad = hex("0000ff 00 08 00000001 | ff");
  Reader other;
  input = bad;
  EXPECT_EQ(std::get<Faulty>(other.next(input)).fault, Fault::padding_too_long);
}

TEST(Reader, does_not_copy_what_arrives_whole) {
  Reader reader;
  const auto wire = hex("000003 01 05 00000001 828684 000003 01 05 00000003 828684");
  Octets input = wire;
  const Item item = reader.next(input);
  EXPECT_EQ(std::get<Headers>(std::get<Frame>(item)).block.data(), wire.data() + header_size);
  EXPECT_EQ(reader.capacity(), 0u);
}

TEST(Reader, says_whether_a_frame_lies_in_the_input) {
  const auto wire = hex("000003 01 05 00000001 828684");
  for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, wire.size() - 1}) {
    Reader reader;
    Octets first = Octets(wire).first(cut);
    Octets rest = Octets(wire).subspan(cut);
    EXPECT_TRUE(std::holds_alternative<NeedMore>(reader.next(first)));
    EXPECT_TRUE(std::holds_alternative<Frame>(reader.next(rest)));
    EXPECT_EQ(reader.gathered(), cut != 0);
  }
}

TEST(Reader, holds_no_more_of_a_frame_than_has_come) {
  Reader reader;
  const auto wire = hex("004000 01 04 00000001 8286");
  Octets input = wire;
  EXPECT_TRUE(std::holds_alternative<NeedMore>(reader.next(input)));
  EXPECT_LE(reader.capacity(), 256u);
}

TEST(Reader, gives_memory_of_a_large_frame_back) {
  Reader reader;
  Bytes wire = hex("004000 fa 00 00000001");
  wire.resize(wire.size() + 0x4000);
  Octets first = Octets(wire).first(100);
  Octets rest = Octets(wire).subspan(100);
  EXPECT_TRUE(std::holds_alternative<NeedMore>(reader.next(first)));
  EXPECT_TRUE(std::holds_alternative<Frame>(reader.next(rest)));
  EXPECT_TRUE(std::holds_alternative<NeedMore>(reader.next(rest)));
  EXPECT_EQ(reader.capacity(), 0u);
}

// A loop that stops when the octets are used up must not leave an item behind.
TEST(Reader, knows_whether_an_item_needs_no_more_octets) {
  for (const char* nothing : {"000000 00 01 00000001", "000001 00 09 00000001 | 00"}) {
    Reader reader;
    const auto wire = hex(nothing);
    Octets input = wire;
    EXPECT_FALSE(reader.has_item());
    EXPECT_TRUE(std::holds_alternative<DataStart>(reader.next(input)));
    EXPECT_TRUE(input.empty());
    EXPECT_TRUE(reader.has_item());
    EXPECT_TRUE(std::get<DataPiece>(reader.next(input)).end_stream);
    EXPECT_FALSE(reader.has_item());
  }
}

TEST(Reader, has_no_item_while_octets_of_a_frame_are_missing) {
  for (const char* begun : {"000001 00 01 00000001", "000003 00 09 00000001 | 02 00", "000000 04 01 000000"}) {
    Reader reader;
    const auto wire = hex(begun);
    Octets input = wire;
    while (!std::holds_alternative<NeedMore>(reader.next(input))) EXPECT_FALSE(reader.has_item()) << begun;
    EXPECT_FALSE(reader.has_item()) << begun;
  }
}

TEST(Reader, knows_whether_a_frame_has_begun) {
  Reader reader;
  const auto wire = hex("000004 08 00 00000000 00000001");
  Octets begun = Octets(wire).first(3);
  EXPECT_FALSE(reader.mid_frame());
  reader.next(begun);
  EXPECT_TRUE(reader.mid_frame());
  Octets rest = Octets(wire).subspan(3);
  reader.next(rest);
  EXPECT_FALSE(reader.mid_frame());
}

}  // namespace
}  // namespace weft::frame
