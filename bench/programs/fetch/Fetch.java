// The same with Java's java.net.http: java Fetch.java URL REQUESTS AT_ONCE whole|stream|post [OCTETS]
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

public class Fetch {
  /** Certificates are self-signed here. */
  static class All extends X509ExtendedTrustManager {
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}
    public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}
    public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}
    public void checkClientTrusted(X509Certificate[] chain, String type) {}
    public void checkServerTrusted(X509Certificate[] chain, String type) {}
    public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
  }

  static HttpClient client;
  static boolean streams;
  static HttpRequest request;
  static CountDownLatch unanswered;
  static final AtomicInteger left = new AtomicInteger();

  /** Octets of a body. */
  static HttpResponse.BodyHandler<Long> counted() {
    if (!streams) return head -> HttpResponse.BodySubscribers.mapping(HttpResponse.BodySubscribers.ofByteArray(), all -> (long) all.length);
    return head -> {
      var octets = new AtomicLong();
      var taken = HttpResponse.BodySubscribers.ofByteArrayConsumer(part -> octets.addAndGet(part.map(some -> some.length).orElse(0)));
      return HttpResponse.BodySubscribers.mapping(taken, end -> octets.get());
    };
  }

  static void check(HttpResponse<Long> response, Throwable error) {
    if (error == null && response.statusCode() == 200 && response.version() == HttpClient.Version.HTTP_2 && response.body() > 0) return;
    System.err.println(error != null ? error : response);
    System.exit(1);
  }

  static void next() {
    if (left.getAndDecrement() <= 0) return;
    client.sendAsync(request, counted()).whenComplete((response, error) -> {
      check(response, error);
      unanswered.countDown();
      next();
    });
  }

  public static void main(String[] words) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new All()}, new SecureRandom());
    client = HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_2)
        .executor(Executors.newSingleThreadExecutor(task -> { var t = new Thread(task); t.setDaemon(true); return t; })).build();
    var builder = HttpRequest.newBuilder(URI.create(words[0]));
    streams = words[3].equals("stream");
    if (words.length > 4) builder.POST(HttpRequest.BodyPublishers.ofByteArray(new byte[Integer.parseInt(words[4])]));
    request = builder.build();
    check(client.send(request, counted()), null); // the connection
    int requests = Integer.parseInt(words[1]);
    left.set(requests);
    unanswered = new CountDownLatch(requests);
    for (int i = Integer.parseInt(words[2]); i > 0; i--) next();
    unanswered.await();
  }
}
