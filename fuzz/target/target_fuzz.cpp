// Targets, authorities and URLs keep their promises whatever a peer writes: those of <weft/http/target.hpp>,
// <weft/http/authority.hpp> and <weft/http/url.hpp>, checked on every input.
#include <weft/http/authority.hpp>
#include <weft/http/target.hpp>
#include <weft/http/url.hpp>

#include <cstdlib>

#include <weft/base/bytes.hpp>

namespace {

using namespace weft;
using namespace weft::http;

void must(bool condition) {
  if (!condition) std::abort();
}

void check_decoded(std::string_view path) {
  must(path.starts_with('/'));
  must(path.find('\0') == std::string_view::npos);
  must(path.find("//") == std::string_view::npos);
  must(path.find("/./") == std::string_view::npos);
  must(path.find("/../") == std::string_view::npos);
  must(!path.ends_with("/.") && !path.ends_with("/.."));
}

void check_path(std::string_view path, Arena& arena) {
  const auto decoded = decode_path(path, arena);
  if (!decoded) {
    must(!to_string(decoded.error()).empty());
    return;
  }
  must(decoded->size() <= path.size());
  check_decoded(*decoded);
}

void check_target(std::string_view text) {
  Arena arena;
  const auto target = split_target(text);
  must(target.has_value() == is_valid_target(text));
  if (target) {
    must(target->path.find('?') == std::string_view::npos);
    check_path(target->path, arena);
    const auto query = percent_decode(target->query, arena);
    must(!query || query->find('\0') == std::string_view::npos);
  }
  check_path(text, arena);
}

void check_authority(std::string_view text) {
  const auto authority = parse_authority(text);
  must(authority.has_value() == is_valid_authority(text));
  if (!authority) return;
  must(!authority->host.empty() && text.starts_with(authority->host));
  must(authority->host.find_first_of("@/?#\\ \t\r\n") == std::string_view::npos);
  must(authority->host.front() == '[' || authority->host.find(':') == std::string_view::npos);
  must(!authority->port || text.size() > authority->host.size() + 1);
}

void check_resolved(const Url& base, std::string_view text) {
  const auto url = resolve(base, text);
  if (!url) return must(url.error().at <= text.size() && !to_string(url.error()).empty());
  must(is_valid_authority(url->authority) && is_valid_target(url->target));
  const std::string_view path = split_valid_target(url->target).path;
  must(path.find("/./") == path.npos && path.find("/../") == path.npos);
  must(!path.ends_with("/.") && !path.ends_with("/.."));
}

void check_url(std::string_view text) {
  const auto url = parse_url(text);
  check_resolved(parse_url("https://example.org/a/b?c").value(), text);
  if (!url) return must(url.error().at <= text.size());
  must(is_valid_authority(url->authority) && is_valid_target(url->target) && !url->host.empty());
  must(same_origin(*url, parse_url(url->text()).value()));
  check_resolved(*url, url->target);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  check_target(text);
  check_authority(text);
  check_url(text);
  return 0;
}
