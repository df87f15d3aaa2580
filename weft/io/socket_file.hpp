// The file of a UNIX socket, made at start-up. It goes when nobody listens on it any more.
#pragma once

#include <sys/stat.h>

#include <memory>
#include <optional>
#include <string>

#include <weft/io/descriptor.hpp>

namespace weft::io {

// A peer needs the right to write to the file.
struct SocketFileOptions {
  // 0 to 0777. Without one: what the umask leaves of 0777.
  std::optional<mode_t> mode = {};
  // Names or numbers. Empty: those of the process.
  std::string owner = {};
  std::string group = {};

  friend bool operator==(const SocketFileOptions&, const SocketFileOptions&) = default;
};

class SocketFile {
 public:
  // Gives `socket` the path: nobody can connect before it listens, and until then the file has become what `options`
  // say. A file that is stale, of a process that was killed, is replaced; any other is left alone. Throws ListenError.
  static std::shared_ptr<const SocketFile> bind(const Descriptor& socket, const std::string& path,
                                                const SocketFileOptions& options);
  // The file of a socket that another process has bound, whose place this one takes.
  static std::shared_ptr<const SocketFile> adopt(const std::string& path);
  // After the last socket has been closed. Removes the file, unless somebody else's has taken its place.
  ~SocketFile();
  SocketFile(const SocketFile&) = delete;
  SocketFile& operator=(const SocketFile&) = delete;

 private:
  explicit SocketFile(const std::string& path);
  void change(uid_t owner, gid_t group, std::optional<mode_t> mode) const;

  std::string path_;
  struct stat facts_;
};

}  // namespace weft::io
