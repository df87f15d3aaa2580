// RFC 7616: credentials that do not tell the password. MD5 and SHA-256, also as -sess, with qop=auth.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <weft/client/policy/challenge.hpp>
#include <weft/http/fields.hpp>
#include <weft/io/hash.hpp>

namespace weft::client {

struct DigestChallenge {
  std::string realm = {};
  std::string nonce = {};
  std::optional<std::string> opaque = {};
  // As the server has written it; empty where it has not.
  std::string algorithm = {};
  io::Hash hash = io::Hash::md5;
  bool session = false;
  // The user's name is to be hashed.
  bool userhash = false;
  // The credentials were right, and their nonce is too old.
  bool stale = false;
};

// The first challenge of a 401 that can be answered.
std::optional<DigestChallenge> find_digest(const http::Fields& fields);

struct DigestUser {
  std::string user;
  std::string password;
};

// The value of Authorization. `cnonce` is the client's own chance.
std::string digest_credentials(const DigestChallenge& challenge, const DigestUser& user, std::string_view method,
                               std::string_view target, std::string_view cnonce);

}  // namespace weft::client
