package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// What the ports of 127.0.0.1 are doing.
public final class Ports {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int CONNECT_MILLIS_MAX = 500;

  private Ports() {}

  public static boolean answers(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(LOOPBACK, port), CONNECT_MILLIS_MAX);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Whether a server could listen there now.
  public static boolean free(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(
          true); // as servers do: connections that linger after a stop do not count
      socket.bind(new InetSocketAddress(LOOPBACK, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
