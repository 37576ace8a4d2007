/** What the demo store sells: verticals, the merchants of each, and the products that every merchant carries at a price of its own. */
import type { ProductWrite } from '../../domain/products.ts'
import { createChance } from './chance.ts'

export const storeUrl = 'https://harvest-lane.example'
export const currency = 'EUR'

interface Vertical {
  name: string
  /** Of all customers' attention. */
  weight: number
  merchants: readonly string[]
  /** Name, category and price in minor units. */
  assortment: readonly (readonly [name: string, category: string, priceMinor: number])[]
}

const verticals: readonly Vertical[] = [
  {
    name: 'Groceries',
    weight: 34,
    merchants: ['Green Basket', 'Corner Pantry', 'Field & Fold', 'The Daily Crate'],
    assortment: [
      ['Vegetable box', 'Produce', 2190],
      ['Fruit box', 'Produce', 1890],
      ['Sourdough loaf', 'Bakery', 520],
      ['Free-range eggs', 'Dairy', 430],
      ['Oat milk, six', 'Dairy', 1290],
      ['Olive oil', 'Pantry', 1190],
      ['Pasta selection', 'Pantry', 890],
      ['Breakfast basket', 'Baskets', 2790],
      ['Cheese board', 'Dairy', 2490],
      ['Herb pots', 'Produce', 690],
    ],
  },
  {
    name: 'Restaurants',
    weight: 26,
    merchants: ['Saffron Table', 'Noodle Harbour', 'Piccolo Forno', 'Smoke & Slaw'],
    assortment: [
      ['Lunch bowl', 'Lunch', 1290],
      ['Dinner for two', 'Dinner', 3890],
      ['Family feast', 'Dinner', 5890],
      ['Margherita', 'Pizza', 1090],
      ['Ramen', 'Noodles', 1390],
      ['Dumplings', 'Sides', 790],
      ['Tiramisu', 'Desserts', 590],
      ['Lemonade', 'Drinks', 390],
      ['Tasting menu at home', 'Dinner', 7490],
      ['Burger and fries', 'Lunch', 1490],
    ],
  },
  {
    name: 'Coffee and tea',
    weight: 14,
    merchants: ['North Roast', 'Leaf & Ladle', 'Second Cup Society'],
    assortment: [
      ['House espresso, 1 kg', 'Coffee', 2690],
      ['Filter blend', 'Coffee', 1390],
      ['Single origin', 'Coffee', 1690],
      ['Decaf', 'Coffee', 1490],
      ['Sencha', 'Tea', 1190],
      ['Chai', 'Tea', 990],
      ['Hand grinder', 'Equipment', 5990],
      ['Dripper set', 'Equipment', 3490],
    ],
  },
  {
    name: 'Flowers',
    weight: 8,
    merchants: ['Petal Post', 'Stem & Vine'],
    assortment: [
      ['Seasonal bouquet', 'Bouquets', 3490],
      ['Roses', 'Bouquets', 3990],
      ['Sunflowers', 'Bouquets', 2790],
      ['Dried flowers', 'Bouquets', 2990],
      ['Monstera', 'Plants', 3290],
      ['Orchid', 'Plants', 2690],
    ],
  },
  {
    name: 'Pets',
    weight: 10,
    merchants: ['Paw Pantry', 'Whisker & Co'],
    assortment: [
      ['Dog food, 12 kg', 'Dogs', 4990],
      ['Dog treats', 'Dogs', 890],
      ['Cat food, 24 tins', 'Cats', 2790],
      ['Cat litter', 'Cats', 1490],
      ['Scratching post', 'Cats', 3990],
      ['Chew toy', 'Dogs', 990],
    ],
  },
  {
    name: 'Home',
    weight: 8,
    merchants: ['Linden Living', 'Soap & Cedar', 'Kiln House'],
    assortment: [
      ['Scented candle', 'Decoration', 2290],
      ['Linen towels', 'Textiles', 3290],
      ['Dish soap, refill', 'Cleaning', 690],
      ['Laundry set', 'Cleaning', 1890],
      ['Stoneware mugs', 'Kitchen', 2990],
      ['Cast-iron pan', 'Kitchen', 6490],
      ['Storage jars', 'Kitchen', 2390],
    ],
  },
]

export interface DemoProduct extends ProductWrite {
  name: string
  category: string
  merchant: string
  vertical: string
  price: { amountMinor: number; currency: string }
}

export interface DemoMerchant {
  name: string
  vertical: string
  weight: number
  products: DemoProduct[]
}

export function generateCatalogue(seed: number): DemoMerchant[] {
  const chance = createChance(seed, 'catalogue')
  let number = 0
  return verticals.flatMap((vertical) =>
    vertical.merchants.map((merchant, rank): DemoMerchant => ({
      name: merchant,
      vertical: vertical.name,
      weight: vertical.weight / (rank + 1),
      products: vertical.assortment.map(([name, category, priceMinor]) => {
        number += 1
        const externalId = `demo-product-${String(number).padStart(3, '0')}`
        const ownPriceMinor = Math.round((priceMinor * (0.85 + 0.3 * chance.uniform())) / 10) * 10
        return {
          externalId,
          name,
          category,
          merchant,
          vertical: vertical.name,
          price: { amountMinor: ownPriceMinor, currency },
          url: `${storeUrl}/products/${externalId}`,
        }
      }),
    })),
  )
}
