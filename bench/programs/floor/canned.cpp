#include <algorithm>
#include <string>

#include <bench/programs/floor/canned.hpp>

namespace weft::bench {

namespace {

constexpr std::size_t stream_offset = 5;
constexpr std::size_t largest_payload = frame::default_max_frame_size;

// :status: 200 and content-length: with the static table alone, so that it can be said at any time.
std::vector<std::uint8_t> field_block(std::uint64_t body) {
  const std::string length = std::to_string(body);
  std::vector<std::uint8_t> block{0x88, 0x0f, 0x0d, static_cast<std::uint8_t>(length.size())};
  block.insert(block.end(), length.begin(), length.end());
  return block;
}

void append_data_header(std::uint64_t length, std::uint64_t left, frame::StreamId stream, Buffer& out) {
  const std::uint8_t flags = length == left ? frame::flag::end_stream : 0;
  frame::append_header({static_cast<std::uint32_t>(length), frame::Type::data, flags, stream}, out);
}

}  // namespace

CannedAnswer::CannedAnswer(std::uint64_t body) : body_(body) {
  Buffer out;
  const std::vector<std::uint8_t> block = field_block(body);
  const auto length = static_cast<std::uint32_t>(block.size());
  frame::append_header({length, frame::Type::headers, frame::flag::end_headers, 0}, out);
  out.append(block);
  head_.assign(out.readable().begin(), out.readable().end());
  if (body > largest_payload) return;
  append_data_header(body, body, 0, out);
  out.append(std::vector<std::uint8_t>(body, 'x'));
  whole_.assign(out.readable().begin(), out.readable().end());
}

bool CannedAnswer::compose(Pending& pending, Buffer& out, std::size_t budget) const {
  if (!whole_.empty()) {
    compose_small(pending.stream, out);
    return true;
  }
  if (pending.left == body_) {
    const std::size_t begin = out.size();
    out.append(head_);
    store_be32(out.mutable_readable().data() + begin + stream_offset, pending.stream);
  }
  while (pending.left > 0 && out.size() < budget) {
    const std::uint64_t length = std::min<std::uint64_t>(pending.left, largest_payload);
    append_data_header(length, pending.left, pending.stream, out);
    // The octets that lie in the buffer are the body.
    out.prepare(length);
    out.commit(length);
    pending.left -= length;
  }
  return pending.left == 0;
}

void CannedAnswer::compose_small(frame::StreamId stream, Buffer& out) const {
  const std::size_t begin = out.size();
  out.append(whole_);
  std::uint8_t* answer = out.mutable_readable().data() + begin;
  store_be32(answer + stream_offset, stream);
  store_be32(answer + head_.size() + stream_offset, stream);
}

}  // namespace weft::bench
