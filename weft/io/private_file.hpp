// A file for what nobody else may read: recordings, which have credentials and bodies in them.
//
//   const Descriptor file = open_private("one.sqlog");      // not valid: errno says why
//   if (!write_whole(file.number(), text)) …                // the same
#pragma once

#include <string>

#include <weft/io/descriptor.hpp>

namespace weft::io {

// An empty file for writing, which only its owner may read (mode 0600), whatever stood there before: a file is removed
// and made anew, so that neither its mode nor anybody who has it open matters. A device or a pipe is opened as it is,
// where it belongs to this user or to the system. A link to a file is refused with ELOOP.
Descriptor open_private(const std::string& path);

}  // namespace weft::io
