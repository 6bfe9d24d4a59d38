package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.SymbolExposure;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an account has at one moment.
///
/// @param last when this row is durable, so is what is shown; null when everything is
public record AccountView(
    ClientId client,
    AccountExposure total,
    List<Map.Entry<Symbol, SymbolExposure>> symbols,
    @Nullable Pending last) {

  static final int PLACES_AT_ONCE = 1024;

  /// What one account of a lane has, by symbol.
  public static AccountView of(Lane lane, ClientId client) {
    return lane.read((state, last) ->
        new AccountView(
            client, state.book().account(client), state.book().symbolsOf(client), last));
  }

  /// Accounts of a lane that were read together, without their symbols.
  ///
  /// @param next the place to go on from; -1 when there are no more accounts
  /// @param last when this row is durable, so is what was read; null when everything is
  public record Portion(List<AccountView> accounts, int next, @Nullable Pending last) {}

  /// Reads some accounts of a lane with exposure, in the order of their places. Looks at no more
  /// than 1,024 places under the lane's lock, however many accounts there are.
  ///
  /// @param from the first place, 0 at first
  /// @param limit accounts read, at most
  public static Portion portion(Lane lane, int from, int limit) {
    return lane.read((state, last) -> {
      var accounts = new ArrayList<AccountView>(Math.min(limit, PLACES_AT_ONCE));
      int next =
          state
              .book()
              .forEachAccount(
                  from,
                  PLACES_AT_ONCE,
                  limit,
                  (client, total) -> accounts.add(new AccountView(client, total, List.of(), last)));
      return new Portion(List.copyOf(accounts), next, last);
    });
  }
}
