// All connections of one thread share a workspace, so that a steady request allocates nothing: slots for streams, heads
// with their text, queues, and fields for blocks that are decoded and then dropped.
//
// A workspace must outlive its connections, and these must not run at the same time.
#pragma once

#include <memory>

#include <weft/base/buffer.hpp>
#include <weft/base/ring.hpp>
#include <weft/base/slab.hpp>
#include <weft/h2/events.hpp>
#include <weft/h2/pool.hpp>
#include <weft/h2/spare.hpp>

namespace weft::h2 {

struct Stream;

class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  Slab<Stream>& streams() { return *streams_; }
  Pool<http::RequestHead>& requests() { return requests_; }
  Pool<http::ResponseHead>& responses() { return responses_; }
  Pool<http::Fields>& trailers() { return trailers_; }
  // A connection holds a queue only while something is in it.
  Spare<Buffer>& buffers() { return buffers_; }
  Spare<Ring<QueuedEvent>>& event_queues() { return event_queues_; }

  // Empty fields for a block that only matters for the compression state.
  http::Fields& scratch();

 private:
  std::unique_ptr<Slab<Stream>> streams_;
  Pool<http::RequestHead> requests_;
  Pool<http::ResponseHead> responses_;
  Pool<http::Fields> trailers_;
  Spare<Buffer> buffers_;
  Spare<Ring<QueuedEvent>> event_queues_;
  http::Fields scratch_;
};

}  // namespace weft::h2
