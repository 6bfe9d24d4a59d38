package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.order.KeyedHash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/// The secret key by which remembered ids are hashed. It stays the same for good, so that stored
/// ids are found again.
public final class IndexKeyStore {

  private final DataSource database;

  public IndexKeyStore(DataSource database) {
    this.database = database;
  }

  /// @throws IllegalStateException when there is none, which the migration made
  public KeyedHash read() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement("select key from index_key");
        ResultSet rs = select.executeQuery()) {
      if (!rs.next()) {
        throw new IllegalStateException("table index_key is empty");
      }
      UUID key = rs.getObject(1, UUID.class);
      return new KeyedHash(key.getMostSignificantBits(), key.getLeastSignificantBits());
    }
  }
}
