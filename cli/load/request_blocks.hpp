// The HEADERS frames of all requests, composed once and copied for each request with another stream's number.
//
//   const RequestBlocks blocks(requests, origin, 4096);      // the peer's SETTINGS_HEADER_TABLE_SIZE
//   blocks.at(n)                                             // the n-th request of a connection, from 0
//   blocks.alone(request)                                    // at any time: needs no table and changes none
//
// Every connection asks for the same requests in the same order, so the compression contexts of all of them take the
// same course: some rounds in which fields come into the dynamic table, then one that changes nothing any more and is
// repeated for ever. To get there, only the fields that are worth most are let into the table, as many as fit it; the
// others stay literals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <cli/load/request.hpp>
#include <cli/load/target.hpp>
#include <weft/base/bytes.hpp>
#include <weft/frame/header.hpp>

namespace weft::cli::load {

struct RequestBlock {
  Octets frame;               // a whole HEADERS frame of stream 0
  std::uint32_t fields = 0;   // octets of names and values
  std::uint32_t request = 0;  // which one
};

class RequestBlocks {
 public:
  // Octets of a request's names and values, and eight for each field: so it surely fits the frame that every peer
  // takes.
  static constexpr std::size_t longest_fields = frame::default_max_frame_size;

  static constexpr std::size_t longest_body = 0xffff'ffff;

  // `requests` must outlive the blocks. Throws std::invalid_argument for a request that is longer.
  RequestBlocks(const Requests& requests, const Target& target, std::size_t table_size);

  RequestBlock at(std::uint64_t n) const {
    return view(blocks_[n < blocks_.size() ? n : steady_ + (n - steady_) % (blocks_.size() - steady_)]);
  }
  RequestBlock alone(std::uint32_t request) const { return view(alone_[request]); }

 private:
  struct Block {
    std::size_t begin = 0;
    std::size_t size = 0;
    std::uint32_t fields = 0;
    std::uint32_t request = 0;
  };

  RequestBlock view(const Block& block) const {
    return {Octets(octets_).subspan(block.begin, block.size), block.fields, block.request};
  }
  Block keep(Octets fields, const Request& request);

  std::vector<std::uint8_t> octets_;
  std::vector<Block> blocks_;
  std::vector<Block> alone_;
  // The last round, which is repeated, begins here.
  std::size_t steady_ = 0;
};

}  // namespace weft::cli::load
