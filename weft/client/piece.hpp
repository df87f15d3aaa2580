// A piece of a response's body on its way from the client's thread to its reader.
#pragma once

#include <functional>
#include <string>

#include <weft/base/result.hpp>
#include <weft/client/error.hpp>
#include <weft/http/fields.hpp>

namespace weft::client {

struct Piece {
  std::string octets;
  // Nothing follows, and the trailers are here.
  bool last = false;
  http::Fields trailers = {};
};

using PieceResult = Result<Piece, ClientError>;
using PieceReader = std::function<void(PieceResult)>;

}  // namespace weft::client
