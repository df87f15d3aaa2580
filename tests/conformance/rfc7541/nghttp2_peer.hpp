// libnghttp2's codec in the shape of ours.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <nghttp2/nghttp2.h>

#include "stories.hpp"

namespace weft::hpack::test {

class Nghttp2Decoder {
 public:
  Nghttp2Decoder() {
    nghttp2_hd_inflater* made = nullptr;
    nghttp2_hd_inflate_new(&made);
    inflater_.reset(made);
  }

  void set_max_table_size(std::size_t octets) { nghttp2_hd_inflate_change_table_size(inflater_.get(), octets); }

  // Returns one field with the error's name where decoding fails.
  OwnedFields decode(std::string_view block) {
    OwnedFields fields;
    const auto* p = reinterpret_cast<const std::uint8_t*>(block.data());
    std::size_t left = block.size();
    for (;;) {
      nghttp2_nv field{};
      int flags = 0;
      const auto used = nghttp2_hd_inflate_hd2(inflater_.get(), &field, &flags, p, left, 1);
      if (used < 0) return {{"error", nghttp2_strerror(static_cast<int>(used))}};
      p += used;
      left -= static_cast<std::size_t>(used);
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
        fields.emplace_back(std::string(reinterpret_cast<char*>(field.name), field.namelen),
                            std::string(reinterpret_cast<char*>(field.value), field.valuelen));
      }
      if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) == 0 && left == 0) break;
    }
    nghttp2_hd_inflate_end_headers(inflater_.get());
    return fields;
  }

 private:
  struct Delete {
    void operator()(nghttp2_hd_inflater* inflater) const { nghttp2_hd_inflate_del(inflater); }
  };
  std::unique_ptr<nghttp2_hd_inflater, Delete> inflater_;
};

class Nghttp2Encoder {
 public:
  Nghttp2Encoder() {
    nghttp2_hd_deflater* made = nullptr;
    nghttp2_hd_deflate_new(&made, 4096);
    deflater_.reset(made);
  }

  void set_max_table_size(std::size_t octets) { nghttp2_hd_deflate_change_table_size(deflater_.get(), octets); }

  std::string encode(const OwnedFields& fields) {
    std::vector<nghttp2_nv> list;
    for (const auto& [name, value] : fields)
      list.push_back({octets(name), octets(value), name.size(), value.size(), 0});
    std::string out(nghttp2_hd_deflate_bound(deflater_.get(), list.data(), list.size()), 0);
    const auto size = nghttp2_hd_deflate_hd(deflater_.get(), reinterpret_cast<std::uint8_t*>(out.data()), out.size(),
                                            list.data(), list.size());
    out.resize(static_cast<std::size_t>(size));
    return out;
  }

 private:
  // The library does not write to the octets, although the type of the parameter allows that.
  static std::uint8_t* octets(const std::string& text) {
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
  }

  struct Delete {
    void operator()(nghttp2_hd_deflater* deflater) const { nghttp2_hd_deflate_del(deflater); }
  };
  std::unique_ptr<nghttp2_hd_deflater, Delete> deflater_;
};

}  // namespace weft::hpack::test
