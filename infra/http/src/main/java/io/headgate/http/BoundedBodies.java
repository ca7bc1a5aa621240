package io.headgate.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;

/**
 * Reads no more of a body than a limit, also of one that does not say its length beforehand.
 *
 * @param largest bytes
 */
record BoundedBodies(int largest) implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean tellsLength = request.getContentLengthLong() >= 0;
    chain.doFilter(
        tellsLength ? request : new Bounded((HttpServletRequest) request, largest), response);
  }

  private static final class Bounded extends HttpServletRequestWrapper {
    private final int largest;

    Bounded(HttpServletRequest request, int largest) {
      super(request);
      this.largest = largest;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new BoundedStream(super.getInputStream(), largest);
    }
  }

  private static final class BoundedStream extends ServletInputStream {
    private final ServletInputStream body;
    private final int largest;
    private int read;

    BoundedStream(ServletInputStream body, int largest) {
      this.body = body;
      this.largest = largest;
    }

    @Override
    public int read() throws IOException {
      int one = body.read();
      if (one >= 0) {
        count(1);
      }
      return one;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int some = body.read(bytes, offset, length);
      if (some > 0) {
        count(some);
      }
      return some;
    }

    private void count(int bytes) {
      read += bytes;
      if (read > largest) {
        throw RequestChecks.tooLarge(largest);
      }
    }

    @Override
    public boolean isFinished() {
      return body.isFinished();
    }

    @Override
    public boolean isReady() {
      return body.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      body.setReadListener(listener);
    }
  }
}
