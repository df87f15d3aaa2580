#include <weft/h2/request_memory.hpp>

#include <algorithm>

#include <weft/http/target.hpp>

namespace weft::h2 {

namespace {

// The field block of a usual browser request fits.
constexpr std::size_t longest_block = 256;
constexpr std::size_t most_fields = 32;
constexpr std::size_t largest_text = 1280;

std::size_t counted(std::string_view path) {
  return std::string_view(":path").size() + path.size() + hpack::entry_overhead;
}

}  // namespace

bool RequestMemory::recall(Octets block, std::uint32_t epoch, const Limits& limits, http::RequestHead& head) {
  hpack::BlockAndPath asked{block};
  const Request* const request = known_.find(asked, epoch);
  if (request == nullptr) return false;
  if (asked.path) {
    std::string_view path;
    if (!asked.path->store(head.fields.arena(), path) || !request->fits(path, limits)) return false;
    head.path = path;
  }
  request->write(head, asked.path ? OwnPath::no : OwnPath::yes);
  return true;
}

void RequestMemory::note(const DecodedBlock& block, const hpack::DecodeOutcome& outcome,
                         const http::RequestHead& head) {
  if (!known_.wants(block.before, block.behind) || !is_memorable(block.octets, outcome, head)) return;
  Request& request = known_.keep(block.octets, block.behind);
  request.assign(head, outcome, known_.key().has_any_path() ? OwnPath::no : OwnPath::yes);
}

bool RequestMemory::is_memorable(Octets block, const hpack::DecodeOutcome& outcome, const http::RequestHead& head) {
  if (block.size() > longest_block || outcome.fields > most_fields || !head.protocol.empty()) return false;
  const bool has_secret =
      std::any_of(head.fields.begin(), head.fields.end(), [](const Field& f) { return f.sensitive; });
  // outcome.octets bounds the octets of names and values.
  return !has_secret && outcome.octets <= largest_text + outcome.fields * hpack::entry_overhead;
}

bool RequestMemory::Request::fits(std::string_view path, const Limits& limits) const {
  return !path.empty() && http::is_valid_target(path) && path.size() <= limits.path_octets &&
         counted_octets_ + counted(path) <= limits.field_section.soft_octets;
}

void RequestMemory::Request::write(http::RequestHead& head, OwnPath own_path) const {
  char* const text = head.fields.arena().allocate(text_.size());
  std::copy(text_.begin(), text_.end(), text);
  const auto moved = [this, text](std::string_view view) {
    return std::string_view(text + (view.data() - text_.data()), view.size());
  };
  head.method = method_;
  head.method_text = moved(method_text_);
  head.scheme = moved(scheme_);
  head.authority = moved(authority_);
  if (own_path == OwnPath::yes) head.path = moved(path_);
  head.content_length = content_length_;
  auto& list = head.fields.list();
  list.assign(fields_.begin(), fields_.end());
  for (Field& field : list) {
    field.name = moved(field.name);
    field.value = moved(field.value);
  }
  head.fields.settle();
}

void RequestMemory::Request::assign(const http::RequestHead& head, const hpack::DecodeOutcome& outcome,
                                    OwnPath own_path) {
  // text_ must not move while views point into it, so room for all is reserved, two octets a field for joining cookies.
  text_.clear();
  text_.reserve(largest_text + 2 * most_fields);
  method_ = head.method;
  method_text_ = keep(head.method_text);
  scheme_ = keep(head.scheme);
  authority_ = keep(head.authority);
  path_ = keep(own_path == OwnPath::yes ? head.path : std::string_view());
  content_length_ = head.content_length;
  fields_.assign(head.fields.begin(), head.fields.end());
  for (Field& field : fields_) {
    field.name = keep(field.name);
    field.value = keep(field.value);
  }
  counted_octets_ = outcome.octets - (own_path == OwnPath::yes ? 0 : counted(head.path));
}

std::string_view RequestMemory::Request::keep(std::string_view text) {
  const std::size_t place = text_.size();
  text_ += text;
  return std::string_view(text_).substr(place);
}

}  // namespace weft::h2
