// Checks the promises of <weft/hpack/decoder.hpp> and of the encoder on every input, whatever a peer writes. An input
// is a few blocks of one context, each behind an octet of length; before each the limits and the table's size may
// change, as its length's low bits say.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <weft/base/arena.hpp>
#include <weft/base/buffer.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/hpack/encoder.hpp>

namespace {

using namespace weft;
using namespace weft::hpack;

void must(bool condition) {
  if (!condition) std::abort();
}

bool is_table_right(DecodeStatus status) {
  return status == DecodeStatus::ok || status == DecodeStatus::over_soft_limit;
}

void must_be_equal(const DynamicTable& a, const DynamicTable& b) {
  must(a.count() == b.count() && a.size() == b.size() && a.size() <= a.max_size());
  for (std::uint32_t i = 0; i < a.count(); ++i) must(a[i].name == b[i].name && a[i].value == b[i].value);
}

// One context, seen by a decoder that keeps everything it may, and by one that drops nearly all.
class Context {
 public:
  bool block(Octets octets) {
    Arena arena;
    std::vector<Field> fields;
    const auto outcome = keeping_.decode(octets, wide, arena, fields);
    must(outcome.fields >= fields.size());
    if (outcome.status == DecodeStatus::ok) must(outcome.fields == fields.size());
    must_drop_alike(octets, outcome);
    if (!is_table_right(outcome.status)) return false;
    must_be_equal(keeping_.table(), dropping_.table());
    must_come_back(fields);
    return true;
  }

  void set_max_table_size(std::size_t size) {
    keeping_.set_max_table_size(size);
    dropping_.set_max_table_size(size);
    encoder_.set_max_table_size(size);
    returning_.set_max_table_size(size);
  }

 private:
  static constexpr DecodeLimits wide{512, 1024, 65536, 131072};
  static constexpr DecodeLimits narrow{2, 1024, 100, 131072};

  void must_drop_alike(Octets octets, const DecodeOutcome& expected) {
    Arena arena;
    std::vector<Field> fields;
    const auto outcome = dropping_.decode(octets, narrow, arena, fields);
    must(outcome.fields == expected.fields && outcome.octets == expected.octets);
    must(outcome.status == expected.status ||
         (outcome.status == DecodeStatus::over_soft_limit && expected.status == DecodeStatus::ok));
    must(fields.size() <= narrow.soft_fields);
  }

  void must_come_back(const std::vector<Field>& fields) {
    Buffer out;
    encoder_.encode(fields, out);
    Arena arena;
    std::vector<Field> returned;
    must(returning_.decode(out.readable(), wide, arena, returned).status == DecodeStatus::ok);
    must(returned == fields);
    for (std::size_t i = 0; i < fields.size(); ++i) must(returned[i].sensitive || !fields[i].sensitive);
    must_be_equal(encoder_.table(), returning_.table());
  }

  Decoder keeping_;
  Decoder dropping_;
  Encoder encoder_;
  Decoder returning_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Context context;
  Octets input(data, size);
  while (!input.empty()) {
    const std::size_t head = input[0];
    input = input.subspan(1);
    if (head % 8 == 7) context.set_max_table_size(head * 32);
    const std::size_t length = std::min(head, input.size());
    if (!context.block(input.first(length))) break;
    input = input.subspan(length);
  }
  return 0;
}
