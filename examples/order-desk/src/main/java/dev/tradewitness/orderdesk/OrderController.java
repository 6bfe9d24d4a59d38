package dev.tradewitness.orderdesk;

import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `POST /orders`: 201 with the execution, 409 with the reasons, 400 for what is not an order.
@RestController
class OrderController {

  private final Desk desk;
  private final Market market;

  OrderController(Desk desk, Market market) {
    this.desk = desk;
    this.market = market;
  }

  @PostMapping("/orders")
  @ResponseStatus(HttpStatus.CREATED)
  Execution place(@RequestBody NewOrder order) {
    var ticket = new Ticket(UUID.randomUUID(), order);
    String _ = desk.place(ticket);
    return market.execute(ticket);
  }

  @ExceptionHandler
  ProblemDetail blocked(OrderBlockedException blocked) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, blocked.getMessage());
  }

  @ExceptionHandler
  ProblemDetail malformed(IllegalArgumentException malformed) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, malformed.getMessage());
  }
}
