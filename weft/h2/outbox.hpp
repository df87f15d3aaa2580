// The outbox holds all that waits to be sent, save for DATA: control frames, which only keep their order among
// themselves, and field sections, which must leave in the order in which they were compressed.
//
//   frame::Ping{…}.encode(outbox.control());
//   … write HEADERS to outbox.sections();  stream.outgoing.head_end = outbox.sections_end();
//   outbox.take_control(out);  outbox.take_sections(stream.outgoing.head_end, out);
#pragma once

#include <cstddef>
#include <cstdint>

#include <weft/base/buffer.hpp>
#include <weft/h2/workspace.hpp>

namespace weft::h2 {

class Outbox {
 public:
  explicit Outbox(Workspace& workspace) : workspace_(workspace) {}

  Buffer& control() { return furnished(control_); }
  Buffer& sections() { return furnished(sections_); }

  // A place in the sequence of all octets that ever were sections.
  std::uint64_t sections_end() const { return taken_ + sections_.size(); }
  bool is_taken(std::uint64_t end) const { return end <= taken_; }

  void take_control(Buffer& out) { take(control_, control_.size(), out); }
  // Takes all sections up to the place `end`.
  void take_sections(std::uint64_t end, Buffer& out) {
    if (is_taken(end)) return;
    const auto size = static_cast<std::size_t>(end - taken_);
    taken_ = end;
    take(sections_, size, out);
  }
  void take_sections(Buffer& out) { take_sections(sections_end(), out); }

  // The connection is lost: nobody will read the sections.
  void drop_sections() {
    taken_ = sections_end();
    sections_.release();
  }

  bool empty() const { return control_.empty() && sections_.empty(); }
  std::size_t size() const { return control_.size() + sections_.size(); }
  // Octets of memory held, for a budget.
  std::size_t capacity() const { return control_.capacity() + sections_.capacity(); }

 private:
  Buffer& furnished(Buffer& buffer) {
    if (buffer.capacity() == 0) buffer = workspace_.buffers().take();
    return buffer;
  }

  void take(Buffer& from, std::size_t size, Buffer& out) {
    if (size == 0) return;
    out.append(from.readable().first(size));
    from.consume(size);
    if (from.empty()) workspace_.buffers().give_back(std::move(from));
  }

  Workspace& workspace_;
  Buffer control_;
  Buffer sections_;
  std::uint64_t taken_ = 0;
};

}  // namespace weft::h2
