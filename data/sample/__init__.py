"""The sample team: Lanting Home (兰庭家居), a maker of consumer goods in Hangzhou that does not exist.

12 reps in five territories, 3 managers, 6,000 customers, 300 articles, two years of orders and of everything
around them, generated from a seed and dated back from a day. docs/sample.md describes the company.

Stories told in the facts, for reports and rules to find:
- Sun Qi (R03, `lives.GENEROUS`) gives too much away: an eighth on average in his own channel, half of his
  discounts at the limit of 15 %, where others give 2-3 %; his margin there is some four points lower.
- The mini-program (`purchases.LEAKING`) loses three orders in ten at the payment; other channels lose 7 %.
- Seasons: purifiers hardly sell in summer, gifts before Mid-Autumn and New Year, all sells on 11 November and
  18 June, nothing moves around the Spring Festival (`seasons.MONTHS`, `seasons.fever`).
- Nanjing got most of its parcels late from 96 to 54 days ago (`lives.TROUBLE`); complaints about it followed.
- The Breva Tower 500 (AP-500T, AP-500W) is loud: its reviews say so, and a third come back.
- One household in twenty buys within seconds of seeing something (`lives.INSTANT`) and spends 1.8 times as
  much.
- Sun Bo (R12) joined five months ago; what was sold to his customers before is Ma Ning's.
- Two promises of each rep are overdue; six calls are planned for today and six for tomorrow.
"""

from data.sample.load import load_sample

__all__ = ["load_sample"]
