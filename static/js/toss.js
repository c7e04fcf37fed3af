/* Opens the window of Toss Payments (their script, v2) with what the server put on the button. */

const button = document.querySelector("[data-toss]");
const problem = document.querySelector("[data-toss-error]");

async function open() {
  problem.hidden = true;
  button.disabled = true;
  const { clientKey, customerKey, orderId, orderName, amount, successUrl, failUrl } = button.dataset;
  try {
    await window
      .TossPayments(clientKey)
      .payment({ customerKey })
      .requestPayment({
        method: "CARD",
        amount: { currency: "KRW", value: Number(amount) },
        orderId,
        orderName,
        successUrl,
        failUrl,
      });
  } catch (error) {
    // Closing the window is a choice, not a fault.
    problem.hidden = error?.code === "USER_CANCEL";
  } finally {
    button.disabled = false;
  }
}

button.addEventListener("click", open);
open();
