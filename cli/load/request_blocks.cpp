#include <cli/load/request_blocks.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include <weft/base/buffer.hpp>
#include <weft/hpack/encoder.hpp>
#include <weft/hpack/static_table.hpp>

namespace weft::cli::load {

namespace {

using FieldList = std::vector<Field>;
using NameAndValue = std::pair<std::string_view, std::string_view>;

// RFC 9113 8.3: pseudo-fields come first.
FieldList fields_of(const Request& request, const Target& target) {
  FieldList fields = {{":method", request.method},
                      {":scheme", to_string(target.url.scheme)},
                      {":authority", target.url.authority},
                      {":path", request.path}};
  for (const auto& [name, value] : request.fields) {
    // RFC 9113 8.3.1: "Clients that generate HTTP/2 requests directly MUST use the ":authority" pseudo-header field to
    // convey authority information, unless there is no authority information to convey".
    if (name == "host")
      fields[2].value = value;
    else
      fields.push_back({name, value});
  }
  return fields;
}

bool in_static_table(const Field& field) {
  const NameToken token = hpack::static_table::token_of(field.name);
  return token != 0 && hpack::static_table::index_of(token, field.value) != 0;
}

std::size_t entry_size(const NameAndValue& field) {
  return field.first.size() + field.second.size() + hpack::entry_overhead;
}

// The fields that come most often, as many as the table holds.
std::set<NameAndValue> worth_keeping(const std::vector<FieldList>& lists, std::size_t table_size) {
  std::map<NameAndValue, std::size_t> uses;
  for (const FieldList& list : lists) {
    for (const Field& field : list) {
      if (!in_static_table(field)) ++uses[{field.name, field.value}];
    }
  }
  std::vector<std::pair<NameAndValue, std::size_t>> order(uses.begin(), uses.end());
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::set<NameAndValue> kept;
  for (const auto& [field, count] : order) {
    if (entry_size(field) > table_size) continue;
    table_size -= entry_size(field);
    kept.insert(field);
  }
  return kept;
}

std::uint32_t size_of(const FieldList& fields) {
  std::size_t size = 0;
  for (const Field& field : fields) size += field.name.size() + field.value.size();
  return static_cast<std::uint32_t>(size);
}

std::uint8_t flags_of(const Request& request) {
  return static_cast<std::uint8_t>(frame::flag::end_headers | (request.body.empty() ? frame::flag::end_stream : 0));
}

}  // namespace

RequestBlocks::RequestBlocks(const Requests& requests, const Target& target, std::size_t table_size) {
  std::vector<FieldList> lists;
  for (const Request& request : requests) {
    if (request.body.size() > longest_body) {
      throw std::invalid_argument(fmt::format("request {} has a body of more than 4 GiB", lists.size() + 1));
    }
    lists.push_back(fields_of(request, target));
    const std::size_t size = size_of(lists.back()) + 8 * lists.back().size();
    if (size <= longest_fields) continue;
    throw std::invalid_argument(
        fmt::format("request {} has {} octets of fields; a frame has room for {}", lists.size(), size, longest_fields));
  }
  const std::set<NameAndValue> kept = worth_keeping(lists, std::min(table_size, hpack::default_table_size));
  // The encoder keeps sensitive fields out of its table.
  for (FieldList& list : lists) {
    for (Field& field : list) field.sensitive = !in_static_table(field) && !kept.contains({field.name, field.value});
  }
  hpack::Encoder encoder;
  encoder.set_max_table_size(table_size);
  Buffer block;
  const auto keep_as = [&](std::size_t i, std::vector<Block>& blocks) {
    blocks.push_back(keep(block.readable(), requests[i]));
    blocks.back().fields = size_of(lists[i]);
    blocks.back().request = static_cast<std::uint32_t>(i);
    block.clear();
  };
  // Nothing is ever evicted, so a field comes in once and there is a round in which none does.
  for (bool changed = true; changed;) {
    const std::uint32_t inserted = encoder.table().inserted();
    steady_ = blocks_.size();
    for (std::size_t i = 0; i < requests.size(); ++i) {
      encoder.encode(lists[i], block);
      keep_as(i, blocks_);
    }
    changed = encoder.table().inserted() != inserted;
  }
  for (std::size_t i = 0; i < requests.size(); ++i) {
    for (Field& field : lists[i]) field.sensitive = !in_static_table(field);
    // RFC 7541 4.2: each of them may be the first block behind the peer's change of the table's size.
    hpack::Encoder once;
    once.set_max_table_size(table_size);
    once.encode(lists[i], block);
    keep_as(i, alone_);
  }
}

RequestBlocks::Block RequestBlocks::keep(Octets fields, const Request& request) {
  Block block;
  block.begin = octets_.size();
  block.size = frame::header_size + fields.size();
  octets_.resize(octets_.size() + frame::header_size);
  const frame::Header header{static_cast<std::uint32_t>(fields.size()), frame::Type::headers, flags_of(request), 0};
  header.store(octets_.data() + block.begin);
  octets_.insert(octets_.end(), fields.begin(), fields.end());
  return block;
}

}  // namespace weft::cli::load
