package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.SymbolExposure;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// What an account has at one moment.
///
/// @param last when this row is durable, so is what is shown; null when everything is
public record AccountView(
    ClientId client,
    AccountExposure total,
    List<Map.Entry<Symbol, SymbolExposure>> symbols,
    @Nullable Pending last) {

  /// What one account of a lane has, by symbol.
  public static AccountView of(Lane lane, ClientId client) {
    return lane.read((state, last) ->
        new AccountView(
            client, state.book().account(client), state.book().symbolsOf(client), last));
  }

  /// The first accounts of a lane with exposure, in order of their ids, without their symbols.
  ///
  /// @param after only accounts whose id is greater; null for all
  public static List<AccountView> page(Lane lane, @Nullable String after, int limit) {
    return lane.read((state, last) -> {
      // Holds at most `limit` views, the greatest id on top.
      var page =
          new PriorityQueue<AccountView>(
              Comparator.comparing((AccountView view) -> view.client().value()).reversed());
      state
          .book()
          .forEachAccount((client, total) -> {
            if (after != null && client.value().compareTo(after) <= 0) {
              return;
            }
            page.add(new AccountView(client, total, List.of(), last));
            if (page.size() > limit) {
              page.remove();
            }
          });
      return new ArrayList<>(page);
    });
  }
}
