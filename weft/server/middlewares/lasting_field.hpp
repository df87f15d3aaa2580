// Fields that all answers have, whatever becomes of the request.
//
//   server.use([](weft::Context& c, weft::Next next) {
//     weft::server::set_lasting(c, "x-served-by", "two");
//     next();
//   });
//
// Where a handler fails, the fields that it has set go with its answer, and so do those of Context::set() in
// middleware. These stay.
#pragma once

#include <string_view>

#include <weft/server/context.hpp>

namespace weft::server {

// As Context::set(), and Context::add().
void set_lasting(Context& c, std::string_view name, std::string_view value);
void add_lasting(Context& c, std::string_view name, std::string_view value);

}  // namespace weft::server
