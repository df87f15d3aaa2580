// The same as last time: what was decoded or encoded last, and what came of it.
//
// RFC 7541 2.2: what a block means depends on its octets and on the dynamic table. An epoch stands for the state of a
// table: see DynamicTable::epoch(), Decoder::epoch(). The same octets mean the same in the same epoch, and the same
// fields become the same octets.
//
//   if (const auto* meaning = known.find(asked, epoch)) return *meaning;
//   …                                                           // decode or encode it
//   if (known.wants(before, epoch)) known.keep(asked, epoch) = …;
//
// A key is what is recognised: known_block.hpp has blocks, known_list.hpp has lists of fields.
#pragma once

#include <cstdint>

#include <weft/base/patience.hpp>

namespace weft::hpack {

// `Key` has is(asked) and assign(asked).
template <class Key, class Meaning>
class Known {
 public:
  // Null where it is not known, or was in another epoch.
  template <class Asked>
  const Meaning* find(Asked&& asked, std::uint32_t epoch) {
    if (epoch != epoch_ || !key_.is(asked)) return nullptr;
    patience_.pays();
    return &meaning_;
  }

  // Whether the latest thing should be kept, which was not known. What has changed the table would mean something else
  // the next time; and while all things are different, only one is kept now and then.
  bool wants(std::uint32_t before, std::uint32_t epoch) { return before == epoch && patience_.is_over(); }
  // The caller writes the meaning.
  template <class Asked>
  Meaning& keep(const Asked& asked, std::uint32_t epoch) {
    key_.assign(asked);
    epoch_ = epoch;
    return meaning_;
  }

  const Key& key() const { return key_; }
  const Meaning& meaning() const { return meaning_; }

 private:
  Key key_;
  Meaning meaning_{};
  std::uint32_t epoch_ = 0;
  Patience patience_;
};

}  // namespace weft::hpack
