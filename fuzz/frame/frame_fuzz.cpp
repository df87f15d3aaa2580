// A reader of frames keeps these promises whatever a peer writes: the same items under every cut, memory for one frame
// at most, and frames that come back the same when they are written and read again.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <weft/base/buffer.hpp>
#include <weft/frame/reader.hpp>

namespace {

using namespace weft;
using namespace weft::frame;

void must(bool condition) {
  if (!condition) std::abort();
}

std::vector<std::uint8_t> octets_of(const Frame& frame) {
  Buffer out;
  encode(frame, out);
  return {out.readable().begin(), out.readable().end()};
}

void must_come_back(const Frame& frame) {
  const auto octets = octets_of(frame);
  const Header header = Header::load(octets.data());
  must(header_size + header.length == octets.size());
  const auto again = decode(header, Octets(octets).subspan(header_size));
  must(again.has_value());
  must(again->index() == frame.index());
  must(octets_of(*again) == octets);
  must(describe(*again) == describe(frame));
}

// An account of what a reader gave, such that the cut makes no difference: frames and faults in order, and DATA joined.
class Account {
 public:
  void read(Octets input) {
    while (true) {
      const Item item = reader_.next(input);
      must(reader_.capacity() <= 2 * (header_size + default_max_frame_size));
      if (std::holds_alternative<NeedMore>(item)) break;
      std::visit([this](const auto& i) { add(i); }, item);
    }
    must(input.empty());
  }

  const std::string& text() const { return text_; }

 private:
  void add(NeedMore) {}
  void add(const Frame& frame) {
    must(!in_data_);
    must_come_back(frame);
    text_ += describe(frame) + '\n';
  }
  void add(const DataStart& start) {
    must(!in_data_ && start.data_length <= start.header.length);
    in_data_ = true;
    left_ = start.data_length;
    text_ += "DATA " + std::to_string(start.header.stream) + ' ';
  }
  void add(const DataPiece& piece) {
    must(in_data_ && piece.octets.size() <= left_ && (piece.last || !piece.end_stream));
    must(piece.last || !piece.octets.empty());
    left_ -= piece.octets.size();
    text_ += as_text(piece.octets);
    if (!piece.last) return;
    must(left_ == 0);
    in_data_ = false;
    text_ += piece.end_stream ? " END_STREAM\n" : "\n";
  }
  void add(const Faulty& faulty) {
    must(!in_data_);
    text_ += std::string(to_string(faulty.fault)) + ' ' + std::to_string(faulty.header.stream) + '\n';
  }

  Reader reader_;
  bool in_data_ = false;
  std::size_t left_ = 0;
  std::string text_;
};

// Pieces whose sizes are the octets of the input themselves, one more than their low bits.
std::string read_in_pieces(Octets input, unsigned mask) {
  Account account;
  for (std::size_t at = 0; at < input.size();) {
    const std::size_t size = std::min<std::size_t>(1 + (input[at] & mask), input.size() - at);
    account.read(input.subspan(at, size));
    at += size;
  }
  return account.text();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Octets input(data, size);
  Account whole;
  whole.read(input);
  must(read_in_pieces(input, 0) == whole.text());
  must(read_in_pieces(input, 7) == whole.text());
  must(read_in_pieces(input, 63) == whole.text());
  return 0;
}
