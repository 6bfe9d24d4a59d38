package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.intake.NotStoredException;
import java.io.UncheckedIOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/// Why a stream cannot be read.
enum RedisTrouble {
  AWAY,
  TLS_REFUSED,
  LOGIN_REFUSED,
  PASSWORD_FILE,
  NOT_PERMITTED,
  NOT_A_STREAM,
  STREAM_LOST,
  GROUP_LOST,
  VERSION,
  REFUSED,
  NOT_UNDERSTOOD;

  /// Whether a connection that is let in shows that it is over.
  boolean isOfConnection() {
    return switch (this) {
      case AWAY, TLS_REFUSED, LOGIN_REFUSED, PASSWORD_FILE -> true;
      case NOT_PERMITTED, NOT_A_STREAM, STREAM_LOST, GROUP_LOST, VERSION, REFUSED, NOT_UNDERSTOOD ->
          false;
    };
  }

  /// Null when it is not Redis that fails: the database has a place of its own in `/health`.
  static @Nullable RedisTrouble of(RuntimeException e) {
    if (e instanceof NotStoredException || e instanceof DataAccessException) {
      return null;
    }
    RedisTrouble found = null;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      RedisTrouble named =
          switch (cause) {
            case SSLException ignored -> TLS_REFUSED;
            case JedisDataException answer -> ofAnswer(answer);
            case JedisConnectionException ignored -> AWAY;
            case UncheckedIOException ignored -> PASSWORD_FILE;
            case UnsupportedOperationException ignored -> VERSION;
            default -> null;
          };
      // The innermost one says it best: Jedis wraps what TLS and Redis say.
      found = named == null ? found : named;
    }
    return found == null ? NOT_UNDERSTOOD : found;
  }

  private static RedisTrouble ofAnswer(JedisDataException answer) {
    String message = String.valueOf(answer.getMessage());
    return switch (message.split(" ", 2)[0]) {
      // Why a command of a transaction was not taken comes beside that.
      case "EXECABORT" -> {
        for (Throwable beside : answer.getSuppressed()) {
          if (beside instanceof JedisDataException cause) {
            yield ofAnswer(cause);
          }
        }
        yield REFUSED;
      }
      case "WRONGPASS", "NOAUTH" -> LOGIN_REFUSED;
      case "NOPERM", "READONLY" -> NOT_PERMITTED;
      case "WRONGTYPE" -> NOT_A_STREAM;
      case "NOGROUP" -> GROUP_LOST;
      default ->
          message.contains("no such key") || message.contains("requires the key to exist")
              ? STREAM_LOST
              : REFUSED;
    };
  }
}
