import { chooseSeatOrder, type SeatOrder, seatOrder } from '../names.ts';
import { commonWords, say } from '../words.ts';

const orders: readonly SeatOrder[] = ['LIST', 'NAME'];

/** Chooses whether lists of seats are in the secretary's order or by name. The choice is stored on the device for all pages. */
export function SeatOrderSwitch() {
  const t = say(commonWords);
  return (
    <label class="seat-order">
      {t.seatOrder}
      <select
        class="input"
        value={seatOrder.value}
        onChange={(event) => chooseSeatOrder(event.currentTarget.value as SeatOrder)}
      >
        {orders.map((order) => (
          <option key={order} value={order}>
            {t.seatOrders[order]}
          </option>
        ))}
      </select>
    </label>
  );
}
