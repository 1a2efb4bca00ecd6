export default [
  { href: '/blog', title: 'Blog' },
  { href: '/projects', title: 'Projects' },
]
