// The user that this process is.
#pragma once

#include <string>

namespace weft::io {

// Makes the whole process another user, for good: names or numbers. Without a `group` it is that of the user, with all
// groups that the user is in. Only root can; a process that is that user already is left alone. Throws
// std::runtime_error.
void become_user(const std::string& user, const std::string& group);

}  // namespace weft::io
