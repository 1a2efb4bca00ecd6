module.exports = {
  title: 'Ropes',
  tagline: 'Knots and lines.',
  url: 'https://ropes.example.net',
  baseUrl: '/',
}
