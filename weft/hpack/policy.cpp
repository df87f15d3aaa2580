#include <weft/hpack/policy.hpp>

#include <weft/hpack/static_table.hpp>

namespace weft::hpack {
namespace {

constexpr NameToken path = 4;
constexpr NameToken age = 21;
constexpr NameToken authorization = 23;
constexpr NameToken content_length = 28;
constexpr NameToken cookie = 32;
constexpr NameToken etag = 34;
constexpr NameToken if_modified_since = 40;
constexpr NameToken if_none_match = 41;
constexpr NameToken location = 46;
constexpr NameToken proxy_authorization = 49;
constexpr NameToken set_cookie = 55;

static_assert(static_table::at(set_cookie).name == "set-cookie" && static_table::at(path).name == ":path");

}  // namespace

// RFC 7541 7.1.3: "an encoder might choose not to index values with low entropy."
bool is_secret(NameToken token, std::string_view value) {
  constexpr std::size_t guessable = 20;
  return token == authorization || token == proxy_authorization || token == set_cookie ||
         (token == cookie && value.size() < guessable);
}

bool IndexingPolicy::should_index(const FieldKey& key, std::size_t entry_size, std::size_t table_size) {
  if (entry_size > table_size) return false;
  switch (key.token) {
    case path:
    case age:
    case content_length:
    case etag:
    case if_modified_since:
    case if_none_match:
    case location:
      return false;
    default:
      return true;
  }
}

}  // namespace weft::hpack
