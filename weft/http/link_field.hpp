// RFC 8288 3: the links of a Link field.
//
//   for (auto rest = value; auto link = next_link(rest);) {
//     if (link->has_relation("preload") && !link->find("nopush")) fetch(link->target);
//   }
#pragma once

#include <optional>
#include <string_view>

namespace weft::http {

// Views of the value that it was read from.
struct Link {
  // A URI or a relative reference, as written between "<" and ">".
  std::string_view target;
  // "; rel=preload; as=style"
  std::string_view parameters;

  // The value of the first parameter of that name, in any case, without its quotes; empty for one that has no value.
  // Octets that are quoted by "\" stay as they are.
  std::optional<std::string_view> find(std::string_view name) const;
  // One of the relation types is `type`, in any case.
  bool has_relation(std::string_view type) const;
};

// The next link of a list, and `rest` behind it; nullopt at the end. Elements that are no links are left out.
std::optional<Link> next_link(std::string_view& rest);

}  // namespace weft::http
